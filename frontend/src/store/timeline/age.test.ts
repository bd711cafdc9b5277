import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, untilOlderMs, youngestFirst } from "./age";
import { TrainingClocks } from "./clocks";

const NOW_MS = 1_800_000_000_000;
const CLOCKS = new TrainingClocks();

function run(
  name: string,
  newest_ms: number | null,
  steps: readonly number[] = [0, 10],
): Parameters<typeof youngestFirst>[0][number] {
  return { name, steps, newest_ms };
}

describe("the newest data", () => {
  it("are told of each run that tells a time, the youngest first", () => {
    const told = youngestFirst(
      [
        run("old", NOW_MS - DAY_MS),
        run("unknown", null),
        run("live", NOW_MS - 12_000, [0, 620]),
        run("none", null, []),
      ],
      NOW_MS,
      CLOCKS,
    );

    expect(told).toEqual([
      { run: "live", step: 620, loggedMs: NOW_MS - 12_000, ageMs: 12_000 },
      { run: "old", step: 10, loggedMs: NOW_MS - DAY_MS, ageMs: DAY_MS },
    ]);
  });

  it("are no younger than now where the clock of a training goes before", () => {
    expect(youngestFirst([run("ahead", NOW_MS + HOUR_MS)], NOW_MS, CLOCKS)).toMatchObject([{ ageMs: 0 }]);
  });

  it("are not told where they claim to be from days to come", () => {
    expect(
      youngestFirst([run("absurd", NOW_MS + 2 * DAY_MS), run("true", NOW_MS - 5000)], NOW_MS, CLOCKS),
    ).toMatchObject([{ run: "true", ageMs: 5000 }]);
  });

  it("are as old as it is since they came, of a training whose clock was set back", () => {
    const clocks = { loggedMs: () => NOW_MS - 5 * SECOND_MS };
    expect(youngestFirst([run("set back", NOW_MS - HOUR_MS)], NOW_MS, clocks)).toMatchObject([{ ageMs: 5000 }]);
  });

  it("are told anew when their age has another number", () => {
    expect(untilOlderMs(0)).toBe(SECOND_MS);
    expect(untilOlderMs(12_300)).toBe(700);
    expect(untilOlderMs(MINUTE_MS + 15_000)).toBe(45_000);
    expect(untilOlderMs(3 * HOUR_MS + 59 * MINUTE_MS)).toBe(MINUTE_MS);
    expect(untilOlderMs(3 * DAY_MS)).toBe(HOUR_MS);
  });
});
