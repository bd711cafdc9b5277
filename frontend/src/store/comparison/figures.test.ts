import { describe, expect, it } from "vitest";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { networkHistory } from "../../testing/networks";
import { LOST } from "../charts/values";
import { figuresOfRun } from "./figures";

const parameters = ["a", "b", "c"].map((name) => parameterInfo(name));
const statistics = ["norm", "nonfinite", "update_ratio"];

function figuresOf(
  value: (step: number, parameter: number, statistic: string) => number,
  count = 3,
): ReturnType<typeof figuresOfRun> {
  const history = networkHistory({ steps: [0, 10], statistics, parameters: parameters.slice(0, count), value });
  return figuresOfRun(history.run, history, undefined);
}

describe("the figures of a run", () => {
  it("are those of its newest snapshot", () => {
    const norms = [2, 3, 6];
    const ratios = [0.5, 0.001, 0.002];
    const figures = figuresOf((step, parameter, statistic) => {
      const values = statistic === "norm" ? norms : ratios;
      return statistic === "nonfinite" ? 0 : (values[parameter] ?? 0) * (step === 10 ? 1 : 100);
    });

    expect(figures).toMatchObject({ lastStep: 10, statisticsStep: 10, norm: 7 });
    expect(figures.updateRatio).toBeCloseTo(0.002, 6);
  });

  it("take the mean of the two ratios in the middle", () => {
    expect(figuresOf((_, parameter) => parameter + 1, 2).updateRatio).toBe(1.5);
  });

  it("leave out what was not logged, and tell what is lost", () => {
    const unlogged = figuresOf((_, parameter, statistic) =>
      statistic === "nonfinite" || parameter > 0 ? Number.NaN : 3,
    );
    const lost = figuresOf((_, parameter, statistic) => {
      if (statistic === "nonfinite") {
        return parameter === 1 ? 7 : 0;
      }
      return parameter === 1 ? Number.NaN : 3;
    });

    expect([unlogged.norm, unlogged.updateRatio]).toEqual([3, 3]);
    expect([lost.norm, lost.updateRatio]).toEqual([LOST, 3]);
    expect(figuresOf((_, __, statistic) => (statistic === "nonfinite" ? 1 : Number.NaN)).updateRatio).toBe(LOST);
  });

  it("are missing of a run of which nothing is loaded", () => {
    expect(figuresOfRun(runInfo("new"), undefined, undefined)).toEqual({
      run: runInfo("new"),
      lastStep: null,
      scalar: null,
      statisticsStep: null,
      norm: Number.NaN,
      updateRatio: Number.NaN,
      phases: [],
      verdict: "",
      sentence: "",
    });
  });

  it("tell the scalar that is shown, the phases and the verdict", () => {
    const phase = { name: "plateau", first_step: 5, last_step: 10, sentence: "It rests." };
    const report = { verdict: "plateau", sentence: "Nothing moves.", phases: [phase], events: [] };
    const tags = { tags: ["loss"], loss: "loss" };
    const timeOf = (values: readonly (number | null)[]): Parameters<typeof figuresOfRun>[2] => ({
      tags,
      series: { tag: "loss", steps: values.map((_, step) => step), values },
      report,
    });
    const figures = figuresOfRun(runInfo("run", [0, 10]), undefined, timeOf([4, 2]));

    expect(figures.scalar).toEqual({ tag: "loss", step: 1, value: 2 });
    expect(figures.phases).toEqual([{ phase: "plateau", first: 5, last: 10, sentence: "It rests." }]);
    expect([figures.verdict, figures.sentence]).toEqual(["plateau", "Nothing moves."]);
    expect(figuresOfRun(runInfo("run"), undefined, timeOf([4, null])).scalar?.value).toBe(LOST);
    expect(figuresOfRun(runInfo("run"), undefined, timeOf([])).scalar).toBeNull();
  });
});
