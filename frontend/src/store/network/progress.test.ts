import { describe, expect, it } from "vitest";
import { runInfo } from "../../testing/clouds";
import { createStore } from "../state";
import { emptyHistory } from "./history";
import { loadedShare } from "./progress";

describe("the share that has been loaded", () => {
  it("counts snapshots of all kinds that the run has, absent ones too", () => {
    const store = createStore();
    const run = runInfo("a", [0, 1, 2, 3]);
    expect(loadedShare(store)).toBeNull();
    store.network.isIncomplete.value = true;
    expect(loadedShare(store)).toBeNull();

    const statistics = [0, 1, 2].map((step) => ({ step, values: new Float32Array(3) }));
    const empty = emptyHistory(run);
    store.network.histories.value = [{ ...empty, statistics, absent: { ...empty.absent, weights: new Set([2]) } }];

    expect(loadedShare(store)).toBe(4 / 8);
    store.network.isIncomplete.value = false;
    expect(loadedShare(store)).toBeNull();
  });
});
