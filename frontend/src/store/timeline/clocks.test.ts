import { describe, expect, it } from "vitest";
import { runInfo } from "../../testing/clouds";
import { HOUR_MS, SECOND_MS } from "./age";
import { type Dated, TrainingClocks } from "./clocks";

const NOW_MS = 1_800_000_000_000;

function run(newestStep: number, newest_ms: number | null, startMs = 1): Dated {
  return { ...runInfo("run", [0, newestStep]), newest_ms, sessions: [{ start_ms: startMs, first_step: 0 }] };
}

/** Clocks that have seen a run at step 10, which had just been logged. */
function clocks(): TrainingClocks {
  const seen = new TrainingClocks();
  seen.watch([run(10, NOW_MS)], NOW_MS);
  return seen;
}

describe("the clock of a training", () => {
  const later = NOW_MS + 5 * SECOND_MS;
  const setBack = run(20, later - HOUR_MS);

  it("is found set back where a later step was logged before an earlier one", () => {
    expect(clocks().watch([setBack], later)).toEqual(["run"]);
  });

  it.each<[string, Dated]>([
    ["it goes on", run(20, later)],
    ["it is put right by some seconds", run(20, NOW_MS - 3 * SECOND_MS)],
    ["there is nothing new", run(10, NOW_MS - HOUR_MS)],
    ["steps were lost", run(5, NOW_MS - HOUR_MS)],
    ["another training logs, which has a clock of its own", run(20, NOW_MS - HOUR_MS, 2)],
    ["it tells no time", run(20, null)],
  ])("is not where %s", (_, now) => {
    const seen = clocks();
    expect(seen.watch([now], later)).toEqual([]);
    expect(seen.loggedMs(now)).toBe(now.newest_ms);
  });

  it("is not asked for an age any more once it was set back: what counts is when a step came", () => {
    const seen = clocks();
    seen.watch([setBack], later);
    expect(seen.loggedMs(setBack)).toBe(later);

    seen.watch([setBack], later + HOUR_MS);
    expect(seen.loggedMs(setBack)).toBe(later);

    const next = run(30, later - HOUR_MS + SECOND_MS);
    expect(seen.watch([next], later + 2 * HOUR_MS)).toEqual([]);
    expect(seen.loggedMs(next)).toBe(later + 2 * HOUR_MS);
  });

  it("is believed where the page was opened later", () => {
    expect(new TrainingClocks().loggedMs(setBack)).toBe(later - HOUR_MS);
  });
});
