import { describe, expect, it } from "vitest";
import { gptParameters, networkHistory } from "../../testing/networks";
import { aligned, kindLines, lostSteps, parameterLine } from "./lines";
import { LOST } from "./values";

const PARAMETERS = gptParameters(2);
const ALL = new Set(PARAMETERS.keys());

function history(statistic: string, value: (step: number, parameter: number) => number) {
  return networkHistory({ steps: [0, 1], statistics: [statistic], parameters: PARAMETERS, value });
}

describe("a line", () => {
  it("is of one parameter", () => {
    const line = parameterLine(
      history("norm", (step, parameter) => parameter + step / 2),
      3,
      "norm",
    );

    expect(line.steps).toEqual([0, 1]);
    expect([...line.values]).toEqual([3, 3.5]);
  });
});

describe("lines of kinds", () => {
  it("are of those kinds that are shown", () => {
    const lines = kindLines(
      history("norm", () => 1),
      new Set([0, 1]),
      "norm",
    );

    expect([...lines.keys()]).toEqual(["token_embedding", "norm"]);
  });

  it("are the norm of all of them together", () => {
    const lines = kindLines(
      history("norm", () => 2),
      ALL,
      "norm",
    );

    expect([...(lines.get("attention")?.values ?? [])]).toEqual([Math.fround(Math.sqrt(8)), Math.fround(Math.sqrt(8))]);
    expect(lines.get("mlp")?.values[0]).toBe(4);
  });

  it("are sums of counts, also where some were not counted", () => {
    const lines = kindLines(
      history("nonfinite", (_, parameter) => (parameter === 2 ? 5 : Number.NaN)),
      ALL,
      "nonfinite",
    );

    expect([...(lines.get("attention")?.values ?? [])]).toEqual([5, 5]);
    expect([...(lines.get("mlp")?.values ?? [])]).toEqual([Number.NaN, Number.NaN]);
  });

  it("are medians of everything else", () => {
    const lines = kindLines(
      history("std", (_, parameter) => parameter),
      ALL,
      "std",
    );

    // MLP: 3, 4, 7, 8; norms: 1, 5, 9.
    expect(lines.get("mlp")?.values[0]).toBe(5.5);
    expect(lines.get("norm")?.values[0]).toBe(5);
  });

  it("are lost where one of the parameters is", () => {
    const lines = kindLines(
      history("norm", (step, parameter) => (parameter === 2 && step === 1 ? Number.POSITIVE_INFINITY : 1)),
      ALL,
      "norm",
    );

    expect(lines.get("attention")?.values[1]).toBe(LOST);
    expect(lines.get("attention")?.values[0]).toBeCloseTo(Math.SQRT2);
  });

  it("are empty where nothing is loaded", () => {
    const lines = kindLines({ ...history("norm", () => 1), statistics: [] }, ALL, "norm");

    expect(lines.get("mlp")).toEqual({ steps: [], values: new Float32Array() });
  });
});

describe("lines on one axis", () => {
  const one = { steps: [0, 2, 4], values: Float32Array.of(1, Number.NaN, 3) };
  const other = { steps: [2, 3], values: Float32Array.of(LOST, 7) };

  it("have gaps where their own number is missing, and nothing at the steps of others", () => {
    expect(aligned([one, other])).toEqual({
      steps: [0, 2, 3, 4],
      columns: [
        [1, null, undefined, 3],
        [undefined, null, 7, undefined],
      ],
    });
  });

  it("are none of none", () => {
    expect(aligned([])).toEqual({ steps: [], columns: [] });
  });

  it("say where any is lost", () => {
    expect(lostSteps([one, other, other])).toEqual([2]);
    expect(lostSteps([one])).toEqual([]);
  });
});
