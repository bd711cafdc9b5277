import { describe, expect, it } from "vitest";
import { runInfo } from "../testing/clouds";
import { listedRuns, MOST_LISTED } from "./listed_runs";

const NINETY = /^run-90/u;
const NAMES = Array.from({ length: 1000 }, (_, index) => `run-${index}`);
const RUNS = NAMES.map((name) => runInfo(name));

describe("thousands of runs", () => {
  it("are listed as far as one looks, those that are checked wherever they are", () => {
    const { listed, leftOut } = listedRuns(RUNS, new Set(["run-7", "run-900"]), null);
    expect(listed.map(({ name }) => name)).toEqual([...NAMES.slice(0, MOST_LISTED), "run-900"]);
    expect(leftOut).toBe(1000 - MOST_LISTED - 1);
  });

  it("are found by a filter", () => {
    const { listed, leftOut } = listedRuns(RUNS, new Set(["run-7"]), NINETY);
    expect(listed.map(({ name }) => name)).toEqual(NAMES.filter((name) => NINETY.test(name)));
    expect(leftOut).toBe(0);
  });
});
