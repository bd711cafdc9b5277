import { describe, expect, it } from "vitest";
import { cloudHistory, runInfo, TOKENS } from "../testing/clouds";
import { receiveClouds, receiveRuns } from "./arrivals";
import { movePlayhead, scrub, togglePlay } from "./playhead";
import { choose, createStore, openView, type Store, toggleRun } from "./state";

function clouds(steps: readonly number[], name = "a"): NonNullable<Store["clouds"]["value"]> {
  return { parameter: TOKENS, basis: "b", histories: [cloudHistory({ name, steps })] };
}

/** A store that shows one run of these steps. */
function loaded(steps: readonly number[] = [0, 10, 20], savedStep?: number): Store {
  const store = createStore({}, savedStep);
  receiveRuns(store, [runInfo("a", steps)]);
  receiveClouds(store, clouds(steps), true);
  return store;
}

describe("the runs that are shown", () => {
  it("are the first two that appear, until the user chooses", () => {
    const store = createStore();
    receiveRuns(store, [runInfo("b")]);
    receiveRuns(store, [runInfo("a"), runInfo("b"), runInfo("c")]);
    expect(store.shownRuns.value.map(({ name }) => name)).toEqual(["a", "b"]);

    toggleRun(store, "a");
    receiveRuns(store, [runInfo("a"), runInfo("b"), runInfo("c")]);

    expect(store.shownRuns.value.map(({ name }) => name)).toEqual(["b"]);
    toggleRun(store, "a");
    expect(store.shownRuns.value.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("pass the filter, whatever its case; one that is invalid hides nothing", () => {
    const store = createStore({ runs: new Set(["Adam", "sgd"]), runsAreChosen: true });
    receiveRuns(store, [runInfo("Adam"), runInfo("sgd")]);

    choose(store, { runFilter: "adam" });
    expect(store.shownRuns.value.map(({ name }) => name)).toEqual(["Adam"]);
    choose(store, { runFilter: "(" });
    expect(store.filter.value).toBeNull();
    expect(store.shownRuns.value).toHaveLength(2);
  });
});

describe("the parameter", () => {
  it("is the first there is, until the user chooses one", () => {
    const store = createStore();
    expect(store.parameter.value).toBeNull();
    receiveRuns(store, [runInfo("a", [], ["wte", "wpe"])]);
    expect(store.parameter.value).toBe("wte");

    choose(store, { parameter: "wpe" });

    expect(store.parameter.value).toBe("wpe");
  });

  it("is the first there is where the chosen one is missing, for as long as it is", () => {
    const store = createStore({ parameter: "wpe" });
    receiveRuns(store, [runInfo("a", [], ["wte"])]);
    expect(store.parameter.value).toBe("wte");

    receiveRuns(store, [runInfo("a", [], ["wte", "wpe"])]);

    expect(store.parameter.value).toBe("wpe");
  });
});

describe("the status", () => {
  it("goes from loading to ready", () => {
    const store = createStore();
    expect(store.status.value).toBe("loading");
    receiveRuns(store, [runInfo("a", [0])]);
    expect(store.status.value).toBe("loading");

    receiveClouds(store, clouds([0]), true);

    expect(store.status.value).toBe("ready");
  });

  it("is empty without runs, without one that is shown, and without clouds", () => {
    const store = createStore();
    receiveRuns(store, []);
    expect(store.status.value).toBe("empty");
    receiveRuns(store, [runInfo("a", [0], [])]);
    expect(store.status.value).toBe("empty");
    receiveRuns(store, [runInfo("a", [0])]);
    toggleRun(store, "a");
    expect(store.status.value).toBe("empty");
  });

  it("is an error where the server was never there, and none where only its answers cease", () => {
    const store = createStore();
    store.connection.value = "lost";
    expect(store.status.value).toBe("error");

    const running = loaded();
    running.connection.value = "lost";

    expect(running.status.value).toBe("ready");
  });

  it("is an error where the server refuses what is wanted; what is there and wanted stays", () => {
    const store = createStore();
    store.refusal.value = { reason: "refused", detail: "a fault" };
    expect(store.status.value).toBe("error");

    const running = loaded();
    running.refusal.value = { reason: "refused", detail: "a fault" };
    expect(running.status.value).toBe("ready");

    receiveRuns(running, [runInfo("a", [0], ["another"])]);
    expect(running.status.value).toBe("error");
  });

  it("is an error where nothing can be drawn", () => {
    const undrawable = loaded();
    undrawable.drawingProblem.value = "no WebGL2";

    expect(undrawable.status.value).toBe("error");
  });
});

describe("the axis", () => {
  it("has the steps of all runs, each once", () => {
    const store = createStore();
    const histories = [cloudHistory({ name: "a", steps: [5, 10] }), cloudHistory({ name: "b", steps: [0, 10, 20] })];
    receiveClouds(store, { parameter: TOKENS, basis: "b", histories }, true);

    expect(store.snapshotSteps.value).toEqual([0, 5, 10, 20]);
    expect(store.domain.value).toEqual({ first: 0, last: 20 });
  });

  it("is a single step where nothing is loaded", () => {
    expect(createStore().domain.value).toEqual({ first: 0, last: 0 });
  });
});

describe("the playhead", () => {
  it("starts at the newest step and follows", () => {
    expect(loaded().playhead.value).toMatchObject({ step: 20, follow: true, playing: false });
  });

  it("starts where a link says, within the axis, and stays there", () => {
    expect(loaded([0, 10, 20], 12).playhead.value).toMatchObject({ step: 12, follow: false });
    expect(loaded([0, 10, 20], 99).playhead.value).toMatchObject({ step: 20, follow: false });
    expect(loaded([5, 10, 20], -1).playhead.value).toMatchObject({ step: 5, follow: false });
  });

  it("is not moved by new steps: it glides to them, or stays", () => {
    const following = loaded();
    receiveClouds(following, clouds([0, 10, 20, 30]), false);
    expect(following.playhead.value).toMatchObject({ step: 20, follow: true });

    const staying = loaded([0, 10, 20], 12);
    receiveClouds(staying, clouds([0, 10, 20, 30]), true);

    expect(staying.playhead.value.step).toBe(12);
  });

  it("comes back onto an axis that has become shorter", () => {
    const store = loaded([0, 10, 20], 18);

    receiveClouds(store, clouds([0, 10]), true);

    expect(store.playhead.value.step).toBe(10);
  });
});

describe("scrubbing", () => {
  it("stops the film and the following", () => {
    const store = loaded();
    togglePlay(store);

    scrub(store, 7);

    expect(store.playhead.value).toMatchObject({ step: 7, playing: false, follow: false });
  });

  it("follows again from the newest step on, and never leaves the axis", () => {
    const store = loaded([5, 10]);

    scrub(store, 99);
    expect(store.playhead.value).toMatchObject({ step: 10, follow: true });
    scrub(store, -99);
    expect(store.playhead.value).toMatchObject({ step: 5, follow: false });
  });
});

describe("playing", () => {
  it("starts over from the end, and goes on from anywhere else", () => {
    const store = loaded();
    togglePlay(store);
    expect(store.playhead.value).toMatchObject({ step: 0, playing: true, follow: false });

    movePlayhead(store, { step: 5 });
    togglePlay(store);
    togglePlay(store);

    expect(store.playhead.value).toMatchObject({ step: 5, playing: true });
  });

  it("needs more than one step", () => {
    const store = loaded([0]);

    togglePlay(store);

    expect(store.playhead.value).toMatchObject({ step: 0, playing: false, follow: true });
  });
});

it("keeps the step where a view is opened that has loaded nothing yet", () => {
  const store = loaded();
  movePlayhead(store, { step: 10, follow: false });

  openView(store, "network");

  expect(store.playhead.value.step).toBe(10);
});
