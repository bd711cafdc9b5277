import { describe, expect, it } from "vitest";
import { runInfo } from "../testing/clouds";
import { missingRuns, withoutMissing } from "./missing_runs";

const RUNS = [runInfo("a"), runInfo("b")];

describe("runs that a link names", () => {
  it("are missed where they are not here", () => {
    expect(missingRuns(RUNS, { runs: new Set(["b", "gone"]), runsAreChosen: true })).toEqual(["gone"]);
    expect(missingRuns([], { runs: new Set(["b"]), runsAreChosen: true })).toEqual(["b"]);
  });

  it("are not missed before the first answer, nor where nobody chose them", () => {
    expect(missingRuns(null, { runs: new Set(["gone"]), runsAreChosen: true })).toEqual([]);
    expect(missingRuns(RUNS, { runs: new Set(["gone"]), runsAreChosen: false })).toEqual([]);
  });

  it("can be forgotten", () => {
    expect(withoutMissing(RUNS, { runs: new Set(["gone", "b"]) })).toEqual(new Set(["b"]));
  });
});
