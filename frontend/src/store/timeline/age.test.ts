import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, untilOlderMs, youngestFirst } from "./age";

const NOW_MS = 1_800_000_000_000;

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
    );

    expect(told).toEqual([
      { run: "live", step: 620, loggedMs: NOW_MS - 12_000, ageMs: 12_000 },
      { run: "old", step: 10, loggedMs: NOW_MS - DAY_MS, ageMs: DAY_MS },
    ]);
  });

  it("are no younger than now where the clock of a training goes before", () => {
    expect(youngestFirst([run("ahead", NOW_MS + HOUR_MS)], NOW_MS)).toMatchObject([{ ageMs: 0 }]);
  });

  it("are not told where they claim to be from days to come", () => {
    expect(youngestFirst([run("absurd", NOW_MS + 2 * DAY_MS), run("true", NOW_MS - 5000)], NOW_MS)).toMatchObject([
      { run: "true", ageMs: 5000 },
    ]);
  });

  it("are told anew when their age has another number", () => {
    expect(untilOlderMs(0)).toBe(SECOND_MS);
    expect(untilOlderMs(12_300)).toBe(700);
    expect(untilOlderMs(MINUTE_MS + 15_000)).toBe(45_000);
    expect(untilOlderMs(3 * HOUR_MS + 59 * MINUTE_MS)).toBe(MINUTE_MS);
    expect(untilOlderMs(3 * DAY_MS)).toBe(HOUR_MS);
  });
});
