import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import type { RunInfo, Session } from "../answers";
import { runInfo } from "../testing/clouds";
import { RecoveryStore, TOLD_MS } from "./recovery";

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
      recovery.watch(shown);
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
      recovery.watch([one]);
    }
    expect(recovery.latest.value).toEqual(told);
  });
});

test("runs that are gone were seen", () => {
  const recovery = new RecoveryStore();
  recovery.watch([run([])]);
  expect(recovery.hasSeenRuns).toBe(false);
  recovery.watch([run([0], FIRST)]);
  recovery.watch([]);
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
