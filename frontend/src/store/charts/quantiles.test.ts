import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { networkHistory } from "../../testing/networks";
import type { NetworkHistory } from "../network/history";
import { fansOf } from "./fans";
import { GRADIENT_QUANTILES, WEIGHT_QUANTILES, weightQuantiles } from "./quantiles";
import { ridgesOf, valueExtent } from "./ridges";

const PARAMETERS = [parameterInfo("a"), parameterInfo("b")];
const NAMES = [...WEIGHT_QUANTILES, ...GRADIENT_QUANTILES].map(({ statistic }) => statistic);
const STEPS = Array.from({ length: 101 }, (_, step) => step);

/** Weights that spread with the step; the second parameter's are all the same, and at step 50 nothing is finite. */
function history(steps: readonly number[] = STEPS): NetworkHistory {
  return networkHistory({
    steps,
    statistics: NAMES,
    parameters: PARAMETERS,
    value: (step, parameter, name) => {
      const place = NAMES.indexOf(name) - 3;
      return step === 50 ? Number.NaN : (1 - parameter) * place * (1 + step);
    },
  });
}

describe("the quantiles of weights", () => {
  it("are seven numbers, or nothing where one is missing", () => {
    const its = history();

    expect(weightQuantiles(its, its.statistics[1], 0)).toEqual([-6, -4, -2, 0, 2, 4, 6]);
    expect(weightQuantiles(its, its.statistics[50], 0)).toBeNull();
    expect(weightQuantiles(its, undefined, 0)).toBeNull();
  });
});

describe("fans", () => {
  it("are a line for each quantile, on an axis that is common to all runs", () => {
    const subjects = [history([0, 1]), history([0, 9])].map((its) => ({
      history: its,
      index: 0,
      parameter: parameterInfo("a"),
    }));

    const { all, scale } = fansOf(subjects, WEIGHT_QUANTILES);

    expect(all.map(({ data }) => data.columns.length)).toEqual([7, 7]);
    expect(all[0]?.data.columns[6]).toEqual([3, 6]);
    expect(scale.low).toBeLessThan(-30);
    expect(scale.high).toBeGreaterThan(30);
  });
});

describe("ridges", () => {
  it("are evenly spread over time, the first and the last among them", () => {
    const steps = ridgesOf(history(), 0, 5).map(({ step }) => step);

    expect(steps).toEqual([0, 25, 49, 75, 100]);
  });

  it("follow time where snapshots lie unevenly", () => {
    const steps = ridgesOf(history([0, 1, 2, 3, 4, 100]), 0, 3).map(({ step }) => step);

    expect(steps).toEqual([0, 4, 100]);
  });

  it("are one of one snapshot, and none where all weights are the same or nothing is loaded", () => {
    expect(ridgesOf(history([3]), 0, 8)).toHaveLength(1);
    expect(ridgesOf(history(), 1, 8)).toEqual([]);
    expect(ridgesOf(history([]), 0, 8)).toEqual([]);
    expect(ridgesOf(history([50]), 0, 8)).toEqual([]);
  });

  it("have a common extent", () => {
    const densities = ridgesOf(history([0, 9]), 0, 2).map(({ density }) => density);

    const [low = 0, high = 0] = valueExtent(densities) ?? [];

    expect(low).toBeLessThan(-30);
    expect(high).toBeCloseTo(-low, 6);
    expect(valueExtent([])).toBeNull();
  });
});
