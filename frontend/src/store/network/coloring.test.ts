import { describe, expect, it } from "vitest";
import { gptRun } from "../../testing/buildings";
import { snapshotsFile } from "../../testing/snapshots";
import { brokenAt, commonRange, slabRange } from "./coloring";
import { emptyHistory, readStatistics, type TileSnapshot } from "./history";

const run = gptRun();

/** A snapshot in which parameter i has this root mean square. */
function tiles(rms: (parameter: number) => number): TileSnapshot {
  return {
    step: 0,
    codes: new Int16Array(0),
    scales: Float32Array.from(run.parameters, () => 8),
    rms: Float32Array.from(run.parameters, (_, parameter) => rms(parameter)),
  };
}

function common(rms: (parameter: number) => number, shown = run.parameters.map((_, index) => index)): number {
  return commonRange([emptyHistory(run)], [[{ step: 0, since: null, tiles: () => tiles(rms) }]], [new Set(shown)]);
}

describe("the range of a slab's colours", () => {
  it("is two and a half times its root mean square", () => {
    expect(
      slabRange(
        tiles(() => 2),
        1,
      ),
    ).toBe(5);
  });

  it("is its largest finite value where some are not finite", () => {
    expect(
      slabRange(
        tiles(() => Number.POSITIVE_INFINITY),
        1,
      ),
    ).toBe(8);
    expect(
      slabRange(
        tiles(() => Number.NaN),
        1,
      ),
    ).toBe(8);
  });

  it("is unknown for a parameter that is not there", () => {
    expect(
      slabRange(
        tiles(() => 2),
        99,
      ),
    ).toBeNaN();
  });
});

describe("the common range", () => {
  it("is large enough for three of four matrices", () => {
    // Matrices of the model: 0, 2, 4, 6, 8.
    expect(common((parameter) => parameter)).toBe(2.5 * 6);
  });

  it("does not count vectors, whose values are about 1 from the beginning", () => {
    expect(common((parameter) => (run.parameters[parameter]?.shape.length === 1 ? 1000 : 2))).toBe(5);
  });

  it("is that of what is shown", () => {
    expect(common((parameter) => parameter, [2])).toBe(5);
  });

  it("is 1 where nothing is known", () => {
    expect(commonRange([], [], [])).toBe(1);
    expect(common(() => 0)).toBe(1);
  });
});

describe("values that are not finite", () => {
  const names = ["nonfinite", "grad_nonfinite"];
  const broken = { ...run, statistic_names: names };
  const statistics = readStatistics(
    broken,
    snapshotsFile(broken, "statistics", [0, 10], (step, index) => (step === 10 && index === 2 ? 1 : 0)),
  );
  const history = { ...emptyHistory(broken), statistics };

  it("are told of the parameter that has them, from the step on at which they were counted", () => {
    expect([0, 1, 2].map(brokenAt(history, 10, "weight"))).toEqual([false, true, false]);
    expect([0, 1, 2].map(brokenAt(history, 9, "weight"))).toEqual([false, false, false]);
  });

  it("of gradients are counted apart", () => {
    expect([0, 1, 2].map(brokenAt(history, 10, "gradient"))).toEqual([false, false, false]);
  });
});
