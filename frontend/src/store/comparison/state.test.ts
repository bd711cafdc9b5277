import { beforeEach, describe, expect, it } from "vitest";
import { cloudFile, runInfo, TOKENS } from "../../testing/clouds";
import { receiveClouds, receiveRuns } from "../arrivals";
import { readCloudAnswer } from "../history";
import { movePlayhead } from "../playhead";
import { choose, createStore, type Store } from "../state";
import { isDrawn } from "./compare";

let store: Store;

/** A short run and one of twice as many steps, a unit apart along y. */
beforeEach(() => {
  store = createStore();
  store.viewSize.value = { width: 1000, height: 500 };
  const short = { name: "a", steps: [0, 10], position: (step: number) => [step, 0, 0] };
  const long = { name: "b", steps: [0, 10, 20], position: (step: number) => [step / 2, 1, 0] };
  const runs = [runInfo("a", short.steps), runInfo("b", long.steps)];
  receiveRuns(store, runs);
  const answer = readCloudAnswer(cloudFile([short, long]), [short, long]);
  receiveClouds(store, { parameter: TOKENS, ...answer }, true);
  movePlayhead(store, { step: 20, follow: false });
});

describe("runs side by side", () => {
  it("have a pane each, and no differences", () => {
    expect(store.comparison.panes.value.map(isDrawn)).toEqual([true, true]);
    expect(store.comparison.differenceRange.value).toBeNull();
    expect(store.valueRange.value).toEqual([0, 1]);
  });

  it("have frames around their own middles", () => {
    const [first, second] = store.frames.value;

    expect(first?.center).not.toEqual(second?.center);
  });
});

it("lie over each other in one frame", () => {
  choose(store, { compare: "overlay" });

  const [first, second] = store.frames.value;
  expect(first).toEqual(second);
  expect(store.comparison.panes.value.map(({ width }) => width)).toEqual([1000, 1000]);
});

describe("a difference", () => {
  beforeEach(() => choose(store, { compare: "difference" }));

  it("is drawn of the other run, and says how large distances are", () => {
    expect(store.comparison.panes.value.map(isDrawn)).toEqual([false, true]);
    expect(store.comparison.rowMatches.value.map(({ onlyHere }) => onlyHere)).toEqual([[], []]);
    expect(store.valueRange.value?.[0]).toBe(0);
  });

  it("is taken at the same step, or at the same share of the training", () => {
    const last = store.clouds.value?.histories[1]?.snapshots[1];
    const at = (): number[] => [...((last && store.comparison.differences(1, last)) ?? [])];

    expect(at()[0]).toBeCloseTo(Math.hypot(5, 1), 5);
    choose(store, { alignment: "share" });
    expect(at()[0]).toBeCloseTo(1, 5);
  });

  it("is taken from the run that is chosen, or from the first where that is gone", () => {
    choose(store, { reference: "b" });
    expect([store.comparison.reference.value, store.comparison.panes.value.map(isDrawn)]).toEqual([1, [true, false]]);
    choose(store, { reference: "gone" });
    expect(store.comparison.reference.value).toBe(0);
  });

  it("tells at which step the other run is taken", () => {
    expect(store.comparison.referenceStep(1, 20)).toBe(10);
    choose(store, { alignment: "share" });
    expect(store.comparison.referenceStep(1, 10)).toBe(5);
    choose(store, { compare: "side_by_side" });
    expect(store.comparison.referenceStep(1, 10)).toBeNull();
  });

  it("is counted in the memory account", () => {
    const before = store.memory.account.value.differences;
    const snapshot = store.clouds.value?.histories[1]?.snapshots[0];
    const bytes = (snapshot && store.comparison.differences(1, snapshot)?.byteLength) ?? 0;
    store.drawn.value = { points: 0, gpuBytes: 0, medianScriptMs: 0, worstScriptMs: 0 };

    expect(bytes).toBeGreaterThan(0);
    expect(store.memory.account.value.differences).toBeGreaterThanOrEqual(before + bytes);
  });

  it("is computed once", () => {
    const snapshot = store.clouds.value?.histories[1]?.snapshots[2];

    expect(snapshot && store.comparison.differences(1, snapshot)).toBe(
      snapshot && store.comparison.differences(1, snapshot),
    );
  });
});

it("is between snapshots as soon as one of the runs is", () => {
  expect(store.isBetween.value).toBe(false);
  movePlayhead(store, { step: 15 });
  expect(store.isBetween.value).toBe(true);
  choose(store, { settings: { ...store.choices.value.settings, interpolation: false } });
  expect(store.isBetween.value).toBe(false);
});

describe("by share of the training", () => {
  beforeEach(() => choose(store, { alignment: "share" }));

  it("each run reaches over all of the axis", () => {
    expect(store.domain.value).toEqual({ first: 0, last: 20 });
    expect(store.snapshotSteps.value).toEqual([0, 10, 20]);
    expect([store.stepOn([0, 10]), store.stepOn([0, 10, 20])]).toEqual([10, 20]);
    movePlayhead(store, { step: 10 });
    expect([store.stepOn([0, 10]), store.stepOn([0, 10, 20])]).toEqual([5, 10]);
  });

  it("shows the latest snapshot of each where nothing lies between", () => {
    choose(store, { settings: { ...store.choices.value.settings, interpolation: false } });
    movePlayhead(store, { step: 19 });

    const shown = store.clouds.value?.histories.map(({ snapshots }) => store.stepOf(snapshots));
    expect(shown).toEqual([0, 10]);
  });

  it("does not change the charts, which have axes of their own", () => {
    choose(store, { view: "charts" });

    expect(store.alignment.value).toBe("step");
  });
});
