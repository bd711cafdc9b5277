import { describe, expect, it } from "vitest";
import type { RunInfo } from "../../answers";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { receiveNetwork, receiveRuns } from "../arrivals";
import { shownQuantity } from "../choices";
import { emptyHistory } from "../network/history";
import { choose, createStore, type Store } from "../state";
import {
  clearFilters,
  flyTo,
  flyToSelection,
  resetCamera,
  selectNeighbor,
  selectNeighborCell,
  showKinds,
  toggleKind,
  visit,
} from "./actions";
import { networkProblem } from "./problem";

const QKV = ["query", "key", "value"].map((name, index) => ({ name, axis: 0, start: index * 8, length: 8, n_head: 2 }));
const TIED = parameterInfo("wte.weight", { kind: "token_embedding", aliases: ["lm_head.weight"], tile_offset: 0 });
const FUSED = parameterInfo("h.0.attn.c_attn.weight", { kind: "attention", layer: 0, shape: [24, 16], parts: QKV });
const MLP = parameterInfo("h.0.mlp.c_fc.weight", { kind: "mlp", layer: 0 });

/** A store whose Network view shows these runs. */
function storeOf(...runs: RunInfo[]): Store {
  const store = createStore({ view: "network", runs: new Set(runs.map(({ name }) => name)), runsAreChosen: true });
  receiveRuns(store, runs);
  receiveNetwork(store, runs.map(emptyHistory));
  return store;
}

function run(name: string, parameters = [TIED, FUSED, MLP]): RunInfo {
  return { ...runInfo(name), parameters };
}

/** What is selected, in short. */
function selection(store: Store): unknown {
  const { selected } = store.choices.value;
  return selected === null ? null : [selected.run, selected.parameter, selected.part];
}

describe("a visit", () => {
  it("selects in the first run that has the parameter, and flies there", () => {
    const store = storeOf(run("a", [TIED]), run("b"), run("c"));

    visit(store, { path: FUSED.name, part: "key" });

    expect(selection(store)).toEqual(["b", FUSED.name, "key"]);
    expect(store.network.focus.value).toEqual({ path: FUSED.name, part: "key" });
    visit(store, { path: "nowhere", part: null });
    expect(selection(store)).toEqual(["b", FUSED.name, "key"]);
  });
});

describe("the place", () => {
  it("is what was selected or flown to last", () => {
    const store = storeOf(run("a"));
    const { place } = store.network.navigation;
    expect(place.value).toBeNull();

    visit(store, { path: MLP.name, part: null });
    expect(place.value).toEqual({ path: MLP.name, part: null });
    flyTo(store, { path: "h.0", part: null });
    expect(place.value).toEqual({ path: "h.0", part: null });
    selectNeighbor(store, 1);
    expect(place.value?.path).toBe(store.choices.value.selected?.parameter);
    choose(store, { selected: null });
    expect(place.value).toEqual({ path: "h.0", part: null });
  });

  it("is left, and with it the camera's, where another model is shown, or none", () => {
    const store = storeOf(run("a"));
    const { place } = store.network.navigation;
    const camera = [0, 0, 1, 0, 0, 0];
    for (const shown of [[], [run("b", [parameterInfo("stem.weight")])]]) {
      receiveNetwork(store, [emptyHistory(run("a"))]);
      flyTo(store, { path: "h.0", part: null });
      store.camera.value = camera;
      receiveNetwork(store, [emptyHistory(run("a")), emptyHistory(run("c"))]);
      expect([place.value?.path, store.camera.value]).toEqual(["h.0", camera]);

      receiveNetwork(store, shown.map(emptyHistory));

      expect([place.value, store.camera.value]).toEqual([null, null]);
    }
  });

  it("is none where what is selected belongs to no shown run, and the camera stays the user's", () => {
    const store = storeOf(run("a"));
    visit(store, { path: MLP.name, part: null });
    receiveNetwork(store, [emptyHistory(run("b", [parameterInfo("stem.weight")]))]);
    store.camera.value = [0, 0, 1, 0, 0, 0];

    receiveNetwork(store, [emptyHistory(run("b", [parameterInfo("stem.weight")]))]);

    expect(store.network.navigation.place.value).toBeNull();
    expect(store.camera.value).not.toBeNull();
  });

  it("is the model again when the camera is brought back", () => {
    const store = storeOf(run("a"));
    store.camera.value = [0, 0, 1, 0, 0, 0];
    visit(store, { path: MLP.name, part: null });

    resetCamera(store);

    expect(store.camera.value).toBeNull();
    expect(store.network.navigation.place.value).toEqual({ path: "", part: null });
  });

  it("can be flown to again", () => {
    const store = storeOf(run("a"));
    flyToSelection(store);
    expect(store.network.focus.value).toBeNull();
    visit(store, { path: FUSED.name, part: "value" });
    const wish = store.network.focus.value;

    flyToSelection(store);

    expect(store.network.focus.value).toEqual(wish);
    expect(store.network.focus.value).not.toBe(wish);
  });
});

describe("the neighbouring cell", () => {
  const RIGHT = { across: 1, down: 0 };
  const weight = (store: Store): unknown => {
    const { parameter, part, row, column } = store.choices.value.selected ?? {};
    return [parameter, part, row, column];
  };

  it("is the first one of the slab, then the one beside it, in rows and columns of the full matrix", () => {
    const store = storeOf(run("a", [{ ...FUSED, tile_shape: [8, 4] }]));
    visit(store, { path: FUSED.name, part: "key" });

    selectNeighborCell(store, RIGHT);
    expect(weight(store)).toEqual([FUSED.name, "key", 9, 0]); // the first logged row of the part
    selectNeighborCell(store, RIGHT);
    expect(weight(store)).toEqual([FUSED.name, "key", 9, 4]);
    selectNeighborCell(store, { across: 0, down: 1 });
    expect(weight(store)).toEqual([FUSED.name, "key", 12, 4]);
  });

  it("is the first one of the building where nothing is selected", () => {
    const store = storeOf(run("a"));

    selectNeighborCell(store, RIGHT);

    expect(weight(store)).toEqual([TIED.name, null, 0, 0]);
  });

  it("is none where nothing is shown", () => {
    const store = storeOf(run("a"));
    showKinds(store, "none");

    selectNeighborCell(store, RIGHT);

    expect(store.choices.value.selected).toBeNull();
  });
});

describe("the neighbouring slab", () => {
  it("is selected in the order of the building, a tied weight once, and after the last comes the first", () => {
    const store = storeOf(run("a"));
    const seen = Array.from({ length: 6 }, () => {
      selectNeighbor(store, 1);
      return selection(store);
    });

    expect(seen).toEqual([
      ["a", TIED.name, null],
      ["a", FUSED.name, "query"],
      ["a", FUSED.name, "key"],
      ["a", FUSED.name, "value"],
      ["a", MLP.name, null],
      ["a", TIED.name, null],
    ]);
    selectNeighbor(store, -1);
    expect(selection(store)).toEqual(["a", MLP.name, null]);
  });

  it("is one of the same run; from nothing, the last one is before", () => {
    const store = storeOf(run("a"), run("b"));
    selectNeighbor(store, -1);
    expect(selection(store)).toEqual(["a", MLP.name, null]);
    choose(store, { selected: { run: "b", parameter: FUSED.name, part: "key", row: 1, column: 2 } });

    selectNeighbor(store, 1);

    expect(selection(store)).toEqual(["b", FUSED.name, "value"]);
  });

  it("is none where nothing is shown", () => {
    const store = storeOf(run("a"));
    showKinds(store, "none");

    selectNeighbor(store, 1);

    expect(selection(store)).toBeNull();
  });
});

describe("the filters", () => {
  it("leave what the tree shows, and say where they leave nothing", () => {
    const store = storeOf(run("a"));
    const problem = (): unknown =>
      networkProblem({
        view: store.choices.value.view,
        quantity: shownQuantity(store.choices.value),
        histories: store.network.histories.value ?? [],
        shown: store.network.shown.value,
      });
    toggleKind(store, "attention");
    expect(store.network.navigation.tree.value).toMatchObject({ shownCount: 2, allCount: 3 });
    expect(problem()).toBeNull();

    showKinds(store, "none");
    expect(problem()).toBe("filtered");
    showKinds(store, "all");
    toggleKind(store, "mlp");
    toggleKind(store, "mlp");
    choose(store, { parameterFilter: "qqq" });
    expect(problem()).toBe("filtered");
    clearFilters(store);
    expect(problem()).toBeNull();
    choose(store, { quantity: "gradient" });
    expect(problem()).toBe("no_gradients");
    choose(store, { compare: "difference" });
    expect(problem()).toBe("one_run");
    choose(store, { view: "charts" });
    expect(problem()).toBeNull();
  });

  it("do not make another tree while snapshots arrive", () => {
    const store = storeOf(run("a"));
    const tree = store.network.navigation.tree.value;

    receiveNetwork(store, [emptyHistory({ ...run("a"), steps: [1] })]);

    expect(store.network.navigation.tree.value).toBe(tree);
  });
});
