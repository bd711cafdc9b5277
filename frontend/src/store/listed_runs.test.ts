import { describe, expect, it } from "vitest";
import { runInfo } from "../testing/clouds";
import { listedRuns, MOST_LISTED } from "./listed_runs";

const NINETY = /^run-90/u;
const RUNS = Array.from({ length: 1000 }, (_, index) => runInfo(`run-${index}`));

describe("thousands of runs", () => {
  it("are listed as far as one looks, those that are checked wherever they are", () => {
    const { listed, leftOut } = listedRuns(RUNS, new Set(["run-7", "run-900"]), null);
    expect(listed.map(({ index }) => index)).toEqual([...new Array(MOST_LISTED).keys(), 900]);
    expect(listed.at(-1)?.run.name).toBe("run-900");
    expect(leftOut).toBe(1000 - MOST_LISTED - 1);
  });

  it("are found by a filter", () => {
    const { listed, leftOut } = listedRuns(RUNS, new Set(["run-7"]), NINETY);
    expect(listed.map(({ index }) => index)).toEqual([90, ...Array.from({ length: 10 }, (_, digit) => 900 + digit)]);
    expect(leftOut).toBe(0);
  });
});
