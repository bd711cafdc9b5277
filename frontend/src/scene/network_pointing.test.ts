import { beforeEach, describe, expect, it } from "vitest";
import { receiveNetwork } from "../store/arrivals";
import { emptyHistory } from "../store/network/history";
import { createStore, type Store } from "../store/state";
import { gptRun } from "../testing/buildings";
import { hover, hoverAt, type SeenBuilding, selectAt } from "./network_pointing";
import { project } from "./projector";

/** Two panes side by side; 20 units of the building fill each. */
const MATRIX = [0.1, 0, 0, 0, 0, 0.1, 0, 0, 0, 0, -0.1, 0, -1, -1, 0, 1];

let store: Store;
let seen: readonly SeenBuilding[];

beforeEach(() => {
  store = createStore({ view: "network" });
  receiveNetwork(store, [emptyHistory(gptRun("a")), emptyHistory(gptRun("b"))]);
  seen = store.network.plans.value.map((plan, index) => ({
    index,
    plan,
    matrix: MATRIX,
    pane: { x: index * 300, y: 0, width: 300, height: 300 },
  }));
});

/** Where the middle of a slab is drawn. */
function middleOf(building: SeenBuilding, name: string): { x: number; y: number } {
  const slab = building.plan.slabs.find((one) => one.name === name);
  const { x = 0, y = 0, z = 0, width = 0, height = 0 } = slab ?? {};
  const at = project(MATRIX, building.pane, x + width / 2, y + height / 2, z);
  return { x: at?.x ?? Number.NaN, y: at?.y ?? Number.NaN };
}

const FC = "transformer.h.1.mlp.c_fc.weight";

describe("the pointer over the network", () => {
  it("is over a cell of the run in whose pane it is", () => {
    const [, second] = seen;
    const place = middleOf(second as SeenBuilding, FC);

    const found = hoverAt(seen, place);

    expect(found).toMatchObject({ history: 1, ...place });
    expect(second?.plan.slabs[found?.slab ?? -1]?.name).toBe(FC);
    expect(hoverAt(seen, { x: 5, y: 5 })).toBeNull();
    expect(hoverAt(seen, null)).toBeNull();
  });

  it("that rests on a cell changes nothing from frame to frame", () => {
    const place = middleOf(seen[0] as SeenBuilding, FC);
    hover(store, seen, place);
    const first = store.network.hover.value;

    hover(store, seen, { ...place });

    expect(first).not.toBeNull();
    expect(store.network.hover.value).toBe(first);
    hover(store, seen, null);
    expect(store.network.hover.value).toBeNull();
  });

  it("selects what it clicks, and nothing beside", () => {
    selectAt(store, seen, middleOf(seen[0] as SeenBuilding, FC));
    expect(store.choices.value.selected).toMatchObject({ run: "a", parameter: FC });
    expect(store.choices.value.selected?.row).not.toBeNull();

    selectAt(store, seen, { x: 5, y: 5 });
    expect(store.choices.value.selected).toBeNull();
  });
});
