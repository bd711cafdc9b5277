import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import type { RunInfo, Session } from "../answers";
import { runInfo } from "../testing/clouds";
import { ABSENCE_MS, RecoveryStore, TOLD_MS } from "./recovery";
import { HOUR_MS } from "./timeline/age";

const NOW_MS = 1_800_000_000_000;
const FIRST: Session = { start_ms: 1000, first_step: 0 };

function run(steps: readonly number[], ...sessions: Session[]): RunInfo {
  return { ...runInfo("run", steps), sessions };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a run was logged anew", () => {
  const before = run([0, 10, 20], FIRST);
  const another = run([0, 10], { start_ms: 2000, first_step: 0 });

  /** What is told once these were the shown runs, one after the other. */
  function toldOf(...seen: (readonly RunInfo[])[]): unknown {
    const recovery = new RecoveryStore();
    for (const shown of seen) {
      recovery.watch(shown, NOW_MS);
    }
    return recovery.latest.value;
  }

  it.each<[string, (readonly RunInfo[])[]]>([
    ["where another training took its place", [[before], [another]]],
    ["where it was gone in between", [[before], [], [run([])], [another]]],
    ["where another one logs beside it from the first step", [[before], [run([0], FIRST, ...another.sessions)]]],
  ])("%s", (_, seen) => {
    expect(toldOf(...seen)).toEqual({ of: "runs", names: ["run"] });
  });

  it.each<[string, (readonly RunInfo[])[]]>([
    ["where its training goes on", [[before], [run([0, 10, 20, 30], FIRST)]]],
    ["where its training was resumed", [[before], [run([0, 10, 20], FIRST, { start_ms: 2000, first_step: 20 })]]],
    ["where it has nothing yet", [[before], [run([])]]],
    ["where it had nothing", [[run([])], [another]]],
    ["where it was not shown", [[], [another]]],
  ])("is not said %s", (_, seen) => {
    expect(toldOf(...seen)).toBeNull();
  });
});

describe("a run has problems", () => {
  const sound = run([0, 10], FIRST);
  const damaged: RunInfo = { ...run([0, 10, 20], FIRST), problems: ["step 20 is left out"] };

  it.each<[string, RunInfo[], unknown]>([
    ["is told where it had none", [sound, damaged], { of: "problems", names: ["run"] }],
    [
      "is told where it has another one",
      [damaged, { ...damaged, problems: ["step 20 is left out", "no snapshot could be written"] }],
      { of: "problems", names: ["run"] },
    ],
    ["is not said where one of them is over", [{ ...damaged, problems: ["one", "another"] }, damaged], null],
    ["is not said again where their words change", [damaged, { ...damaged, problems: ["2 steps are left out"] }], null],
    ["is not said of a run that nobody has seen without", [damaged], null],
    ["is not said of a run that is not there at present", [sound, { ...run([]), problems: ["it is away"] }], null],
    ["is not said of a run that had nothing yet", [run([]), damaged], null],
    [
      "is left to the mark beside it where it was logged anew as well",
      [sound, { ...damaged, sessions: [{ start_ms: 2000, first_step: 0 }] }],
      { of: "runs", names: ["run"] },
    ],
  ])("%s", (_, seen, told) => {
    const recovery = new RecoveryStore();
    for (const one of seen) {
      recovery.watch([one], NOW_MS);
    }
    expect(recovery.latest.value).toEqual(told);
  });
});

describe("after a long absence", () => {
  const before = run([0, 10], FIRST);
  const grown = run([0, 10, 20, 30], FIRST);

  it.each<[string, number, RunInfo, unknown]>([
    ["it is told what came", ABSENCE_MS, grown, { of: "absence", absentMs: ABSENCE_MS, newSteps: 2 }],
    ["nothing is said where nothing came", ABSENCE_MS, before, null],
    ["nothing is said of a pause between two polls", ABSENCE_MS - 1, grown, null],
    [
      "it is rather said that a run was logged anew",
      ABSENCE_MS,
      run([0, 20], { start_ms: 2000, first_step: 0 }),
      { of: "runs", names: ["run"] },
    ],
  ])("%s", (_, absentMs, now, told) => {
    const recovery = new RecoveryStore();
    recovery.watch([before], NOW_MS);
    recovery.watch([now], NOW_MS + absentMs);
    expect(recovery.latest.value).toEqual(told);
  });

  it("it is rather said that the clock of a training was set back", () => {
    const recovery = new RecoveryStore();
    recovery.watch([before], NOW_MS);
    recovery.watch([{ ...grown, newest_ms: (before.newest_ms ?? 0) - HOUR_MS }], NOW_MS + ABSENCE_MS);
    expect(recovery.latest.value).toEqual({ of: "clock", names: ["run"] });
  });

  it("the next list is a poll again", () => {
    const recovery = new RecoveryStore();
    recovery.watch([before], NOW_MS);
    recovery.watch([before], NOW_MS + ABSENCE_MS);
    recovery.watch([grown], NOW_MS + ABSENCE_MS + 1);
    expect(recovery.latest.value).toBeNull();
  });
});

describe("runs that are gone", () => {
  const other: RunInfo = { ...run([0], FIRST), name: "other" };

  it.each<[string, RunInfo[], RunInfo[], unknown]>([
    ["are told of where others are there", [run([0], FIRST)], [other], { of: "gone", names: ["run"] }],
    ["are not where none is left", [run([0], FIRST)], [], null],
    ["are not where they are there", [other], [other, run([0], FIRST)], null],
  ])("%s", (_, shown, now, told) => {
    const recovery = new RecoveryStore();
    recovery.tellOfGone(shown, now);
    expect(recovery.latest.value).toEqual(told);
  });
});

test("runs that are gone were seen", () => {
  const recovery = new RecoveryStore();
  recovery.watch([run([])], NOW_MS);
  expect(recovery.hasSeenRuns).toBe(false);
  recovery.watch([run([0], FIRST)], NOW_MS);
  recovery.watch([], NOW_MS);
  expect(recovery.hasSeenRuns).toBe(true);
});

describe("what the page came through", () => {
  it("is told for a while, the latest for as long as the first", () => {
    const recovery = new RecoveryStore();
    recovery.tell({ of: "runs", names: ["run"] });
    vi.advanceTimersByTime(TOLD_MS / 2);
    recovery.tell({ of: "graphics" });

    vi.advanceTimersByTime(TOLD_MS / 2);
    expect(recovery.latest.value).toEqual({ of: "graphics" });
    vi.advanceTimersByTime(TOLD_MS / 2);
    expect(recovery.latest.value).toBeNull();
  });
});
