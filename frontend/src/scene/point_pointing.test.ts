import { describe, expect, it } from "vitest";
import { createStore, type Store } from "../store/state";
import { cloudHistory, runInfo, TOKENS } from "../testing/clouds";
import { followSelection, followTrailed, pointAt, type SeenCloud, selectPointAt } from "./point_pointing";

const CLICK = { isTouch: false, isAdding: false };
const TAP = { isTouch: true, isAdding: false };
const SHIFT_CLICK = { isTouch: false, isAdding: true };

/** A camera that looks straight at the clouds: 1 is a pane's half. */
const STRAIGHT = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const HISTORIES = ["a", "b"].map((name) =>
  cloudHistory({ name, steps: [0], rowIds: [7, 9], position: (_, row) => [row === 7 ? -0.5 : 0.5, 0, 0] }),
);
/** Two panes of 200 × 200 pixels beside each other. */
const SEEN: readonly SeenCloud[] = HISTORIES.map((history, index) => ({
  history,
  pane: { x: 200 * index, y: 0, width: 200, height: 200 },
  matrix: STRAIGHT,
  step: 0,
}));

function storeWithClouds(): Store {
  const store = createStore();
  store.runs.value = ["a", "b"].map((name) => runInfo(name, [0]));
  store.clouds.value = { parameter: TOKENS, basis: "", histories: HISTORIES };
  return store;
}

describe("the point at a place", () => {
  it("is that of the pane there", () => {
    expect(pointAt(SEEN, { x: 52, y: 101 })).toMatchObject({ history: 0, point: 0, x: 50, y: 100 });
    expect(pointAt(SEEN, { x: 352, y: 101 })).toMatchObject({ history: 1, point: 1, x: 350 });
  });

  it("is none between the points, outside, and where there is no pointer", () => {
    expect(pointAt(SEEN, { x: 100, y: 100 })).toBeNull();
    expect(pointAt(SEEN, { x: 500, y: 100 })).toBeNull();
    expect(pointAt(SEEN, null)).toBeNull();
    expect(pointAt([], { x: 1, y: 1 })).toBeNull();
  });
});

describe("a click", () => {
  it("selects the row of a point; a finger reaches further", () => {
    const store = storeWithClouds();
    const selected = followSelection(store);

    selectPointAt(store, SEEN, { x: 350, y: 100 }, CLICK);
    expect(store.choices.value.selected).toEqual({ run: "b", parameter: TOKENS, part: null, row: 9, column: null });
    expect(selected.value).toEqual([1, 1]);

    selectPointAt(store, SEEN, { x: 50, y: 120 }, TAP);
    expect(store.choices.value.selected?.row).toBe(7);
    selectPointAt(store, SEEN, { x: 50, y: 120 }, CLICK);
    expect(store.choices.value.selected).toBeNull();
    expect(selected.value).toEqual([-1, -1]);
  });

  it("with Shift adds the trail of a point, or takes it away, and leaves the selection", () => {
    const store = storeWithClouds();
    const trailed = followTrailed(store);
    selectPointAt(store, SEEN, { x: 50, y: 100 }, CLICK);

    selectPointAt(store, SEEN, { x: 350, y: 100 }, SHIFT_CLICK);
    expect(store.choices.value.trailed).toMatchObject({ parameter: TOKENS, rows: [9] });
    expect(trailed.value).toEqual([[1], [1]]);
    expect(store.choices.value.selected?.row).toBe(7);

    selectPointAt(store, SEEN, { x: 100, y: 100 }, SHIFT_CLICK);
    expect(store.choices.value.trailed?.rows).toEqual([9]);
    selectPointAt(store, SEEN, { x: 150, y: 100 }, SHIFT_CLICK);
    expect(store.choices.value.trailed).toBeNull();
    expect(trailed.value).toEqual([[], []]);
  });
});
