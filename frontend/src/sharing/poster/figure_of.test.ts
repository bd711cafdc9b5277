import { describe, expect, it } from "vitest";
import { receiveRuns } from "../../store/arrivals";
import { choose, createStore, type Store } from "../../store/state";
import { stillStore } from "../../store/still";
import { cloudHistory, runInfo, TOKENS } from "../../testing/clouds";
import { insight } from "../../testing/insights";
import { lastingCaptions } from "./captions";
import { figureOf } from "./figure_of";

const STEPS = [0, 10, 40];

/** Two runs with a cloud each, at step 20. */
function loaded(): Store {
  const store = createStore({ runs: new Set(["a", "b"]) }, 20);
  const names = ["a", "b"];
  receiveRuns(
    store,
    names.map((name) => runInfo(name, STEPS)),
  );
  store.clouds.value = {
    basis: "basis-1",
    parameter: TOKENS,
    histories: names.map((name) => cloudHistory({ name, steps: STEPS })),
  };
  store.viewSize.value = { width: 800, height: 400 };
  return store;
}

describe("the figure of a view", () => {
  it("says what is shown, of which runs, and when", () => {
    const { title, subtitle, step, progress, runs, panes } = figureOf(loaded(), {});

    expect(title).toBe("Token embeddings");
    expect(subtitle).toContain(TOKENS);
    expect(step).toBe("step 20 of 40");
    expect(progress).toBe(0.5);
    expect(runs.map(({ name, x }) => [name, x > 400])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    expect(panes).toHaveLength(2);
  });

  it("has a legend with numbers, the grid and what the axes show", () => {
    const { legend } = figureOf(loaded(), {});

    expect(legend.title).toBe("norm of the row");
    expect(legend.table).toHaveLength(256 * 4);
    expect(legend.ends).toHaveLength(3);
    expect(legend.notes.map(({ text }) => text)).toEqual([expect.stringContaining("grid"), "3 axes: 88 % of variance"]);
  });

  it("names runs that lie over each other one below the other, in their colours", () => {
    const store = loaded();
    choose(store, { compare: "overlay" });
    const { runs, legend } = figureOf(store, {});

    expect(runs.map(({ x }) => x)).toEqual([runs[0]?.x, runs[0]?.x]);
    expect(runs[1]?.y).toBeGreaterThan(runs[0]?.y ?? 0);
    expect(new Set(runs.map(({ color }) => color)).size).toBe(2);
    expect(legend.table).toBeNull();
  });

  it("explains the parameter that the points are rows of", async () => {
    const store = loaded();

    expect(figureOf(store, await lastingCaptions(store)).captions.explanation?.what).toContain(
      "One row for each token",
    );
    choose(store, { view: "network" });
    expect(await lastingCaptions(store)).toEqual({});
  });

  it("says the gravest insight of the shown runs, and of which run it is, until one of them is shown", async () => {
    const store = loaded();
    const clusters = insight({
      id: "clusters",
      name: "clusters",
      severity: "observation",
      title: "Groups have formed",
    });
    store.insights.answers.value = new Map([
      ["a", { report: { run: "a", snapshots: 3, insights: [clusters] }, problem: null }],
      ["b", { report: { run: "b", snapshots: 3, insights: [insight({ title: "Units are dead" })] }, problem: null }],
    ]);

    expect((await lastingCaptions(store)).insight?.title).toBe("b: Units are dead");
    choose(store, { view: "network", insight: { run: "a", id: "clusters" } });
    expect((await lastingCaptions(store)).insight?.title).toBe("Groups have formed");
  });

  it("says nothing of a phase that nobody knows", () => {
    expect(figureOf(loaded(), {}).captions.phase).toBeUndefined();
  });
});

describe("a still of a page", () => {
  it("shows what the page shows, and moves by itself", () => {
    const page = loaded();
    page.camera.value = [1, 2, 3, 0, 0, 0];
    const still = stillStore(page);
    const before = page.playhead.value;

    expect(figureOf(still, {})).toEqual(figureOf(page, {}));
    still.playhead.value = { ...still.playhead.value, step: 40 };
    still.camera.value = null;
    still.viewSize.value = { width: 10, height: 10 };

    expect(figureOf(still, {}).step).toBe("step 40 of 40");
    expect(page.playhead.value).toBe(before);
    expect(page.camera.value).toEqual([1, 2, 3, 0, 0, 0]);
    expect(figureOf(page, {}).step).toBe("step 20 of 40");
  });

  it("shares what was loaded, so that nothing is held twice", () => {
    const page = loaded();

    expect(stillStore(page).clouds.value).toBe(page.clouds.value);
  });
});
