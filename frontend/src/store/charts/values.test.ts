import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { networkHistory } from "../../testing/networks";
import { LOST, statisticAt, statisticValues } from "./values";

const PARAMETERS = [parameterInfo("a"), parameterInfo("b"), parameterInfo("c")];
const STATISTICS = ["mean", "norm", "nonfinite", "grad_norm", "grad_nonfinite"];

describe("the numbers of a statistic", () => {
  const history = networkHistory({
    steps: [0, 10],
    statistics: STATISTICS,
    parameters: PARAMETERS,
    value: (step, parameter, statistic) => (statistic === "norm" ? 100 * parameter + step : 0),
  });

  it("are a row per parameter, in the order that is asked for", () => {
    expect([...statisticValues(history, [2, 0], "norm")]).toEqual([200, 210, 0, 10]);
  });

  it("are NaN where the run has no such statistic", () => {
    expect([...statisticValues(history, [0], "kurtosis")]).toEqual([Number.NaN, Number.NaN]);
  });

  it("are none where nothing is loaded, or nothing is asked for", () => {
    expect(statisticValues({ ...history, statistics: [] }, [0, 1], "norm")).toHaveLength(0);
    expect(statisticValues(history, [], "norm")).toHaveLength(0);
  });
});

describe("a number that is not finite", () => {
  const at = (numbers: Record<string, number>, statistic: string): number => {
    const history = networkHistory({
      steps: [5],
      statistics: STATISTICS,
      parameters: PARAMETERS.slice(0, 1),
      value: (_, __, name) => numbers[name] ?? Number.NaN,
    });
    const [value = 0] = statisticValues(history, [0], statistic);
    const alone = statisticAt(history.run, history.statistics[0], 0, statistic);
    return Object.is(alone, value) ? value : -1;
  };

  it("was not logged, unless weights are known that are not finite", () => {
    expect(at({ nonfinite: 0 }, "norm")).toBeNaN();
    expect(at({}, "norm")).toBeNaN();
    expect(at({ nonfinite: 3 }, "norm")).toBe(LOST);
  });

  it("is lost where it is infinite", () => {
    expect(at({ norm: Number.POSITIVE_INFINITY }, "norm")).toBe(LOST);
    expect(at({ mean: Number.NEGATIVE_INFINITY }, "mean")).toBe(LOST);
  });

  it("of the gradient is lost by the gradient's own values", () => {
    expect(at({ nonfinite: 3, grad_nonfinite: 0 }, "grad_norm")).toBeNaN();
    expect(at({ nonfinite: 0, grad_nonfinite: 1 }, "grad_norm")).toBe(LOST);
  });

  it("does not hide one that is there", () => {
    expect(at({ mean: 2, nonfinite: 3 }, "mean")).toBe(2);
    expect(at({ nonfinite: 3 }, "nonfinite")).toBe(3);
  });
});
