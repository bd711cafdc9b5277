import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { gptParameters, networkHistory, tiles } from "../../testing/networks";
import { LOST } from "../charts/values";
import { cellFigures, codeIndex, tileIndex } from "./cell";
import { figuresOf } from "./figures";
import { chosenSubject, isWhole, nearestSnapshot, type Subject, subjectsOf } from "./subject";

const STATISTICS = ["mean", "std", "norm", "nonfinite", "grad_norm", "update_ratio"];

const SELECTED = { run: "b", parameter: "transformer.wte.weight", part: null, row: null, column: null };

describe("what is inspected", () => {
  const histories = ["a", "b"].map((name) =>
    networkHistory({ name, steps: [0], statistics: STATISTICS, parameters: gptParameters(1) }),
  );

  it("is the parameter of that name in every run, or of that other name", () => {
    expect(subjectsOf(histories, "transformer.wte.weight").map(({ history }) => history.run.name)).toEqual(["a", "b"]);
    expect(subjectsOf(histories, "lm_head.weight").map(({ index }) => index)).toEqual([0, 0]);
    expect(subjectsOf(histories, "none")).toEqual([]);
  });

  it("is that of the selected run, or of the first where that is gone", () => {
    const subjects = subjectsOf(histories, SELECTED.parameter);

    expect(chosenSubject(subjects, SELECTED)?.history.run.name).toBe("b");
    expect(chosenSubject(subjects, { ...SELECTED, run: "gone" })?.history.run.name).toBe("a");
    expect(chosenSubject([], SELECTED)).toBeUndefined();
  });

  it("is known at the nearest snapshot", () => {
    expect(nearestSnapshot([{ step: 0 }, { step: 10 }], 6)).toEqual({ step: 10 });
    expect(nearestSnapshot([], 6)).toBeUndefined();
  });
});

/** A matrix of 6 × 4, of which every second row and column is logged. */
function matrix(fields: Partial<Subject["parameter"]> = {}): Subject {
  const parameter = parameterInfo("m", { shape: [6, 4], tile_shape: [3, 2], ...fields });
  const history = networkHistory({
    steps: [0, 10],
    statistics: STATISTICS,
    parameters: [parameter],
    value: (step, _, statistic) => ({ mean: 0.5, std: 0.25, norm: 3 + step, nonfinite: 0 })[statistic] ?? Number.NaN,
  });
  return {
    parameter,
    index: 0,
    history: {
      ...history,
      run: { ...history.run, kinds: ["weights", "gradients", "statistics"] },
      weights: [tiles(0, [0, 0, 0, 0, 0, 0], [1]), tiles(10, [0, 0, 0, 32_767, -32_768, 0], [2])],
      gradients: [tiles(10, [0, 0, 0, -32_767, 0, 0], [0.5])],
    },
  };
}

describe("figures", () => {
  it("are those of the step, with what changed since the start", () => {
    const norm = figuresOf(matrix(), 9).find(({ statistic }) => statistic === "norm");

    expect(norm).toEqual({ statistic: "norm", now: 13, changeSinceStart: 10, trust: "exact" });
  });

  it("are estimates where they are of the sampled weights", () => {
    const trust = (subject: Subject): Record<string, string> =>
      Object.fromEntries(figuresOf(subject, 0).map((figure) => [figure.statistic, figure.trust]));

    expect(trust(matrix())).toMatchObject({
      mean: "estimate",
      norm: "exact",
      grad_norm: "exact",
      update_ratio: "estimate",
    });
    expect(trust(matrix({ sampled: true }))).toMatchObject({ norm: "estimate" });
    expect(trust(matrix({ shape: [3, 2] }))).toMatchObject({ mean: "exact", update_ratio: "exact" });
    expect(isWhole({ shape: [], tile_shape: [1, 1] })).toBe(true);
  });

  it("leave out what the run does not log", () => {
    const subject = matrix();
    const run = { ...subject.history.run, kinds: ["weights", "statistics"] };

    const names = figuresOf({ ...subject, history: { ...subject.history, run } }, 0).map(({ statistic }) => statistic);

    expect(names).toEqual(["norm", "mean", "std", "nonfinite", "update_ratio"]);
  });

  it("say what is lost, and are NaN where nothing is loaded", () => {
    const { history, ...rest } = matrix();
    const lost = networkHistory({
      steps: [0],
      statistics: STATISTICS,
      parameters: [rest.parameter],
      value: (_, __, statistic) => (statistic === "nonfinite" ? 24 : Number.NaN),
    });

    expect(figuresOf({ ...rest, history: lost }, 0)[0]?.now).toBe(LOST);
    expect(figuresOf({ ...rest, history: { ...history, statistics: [] } }, 0)[0]?.now).toBeNaN();
  });
});

describe("a weight", () => {
  it("has a cell where its row and column are logged", () => {
    expect([0, 1, 2, 3, 4, 5, 6, -1].map((row) => tileIndex(row, 3, 6))).toEqual([0, -1, 1, -1, 2, -1, -1, -1]);
    expect([0, 1, 2, 3, 4].map((row) => tileIndex(row, 3, 5))).toEqual([0, 1, -1, 2, -1]);
    const parameter = parameterInfo("m", { shape: [6, 4], tile_shape: [3, 2], tile_offset: 100 });
    expect(codeIndex(parameter, 4, 2)).toBe(105);
    expect(codeIndex(parameter, 4, 3)).toBe(-1);
    expect(codeIndex(parameterInfo("v", { shape: [8], tile_shape: [1, 4] }), 0, 6)).toBe(3);
  });

  it("has its value, its change, its gradient, and its place in its tensor", () => {
    expect(cellFigures(matrix(), 2, 2, 10)).toEqual({ step: 10, now: 2, start: 0, gradient: -0.5, zScore: 6 });
  });

  it("that is not finite has no number", () => {
    expect(cellFigures(matrix(), 4, 0, 10)).toMatchObject({ now: Number.NaN, zScore: Number.NaN });
  });

  it("is not known where it is not logged, or nothing is loaded", () => {
    const subject = matrix();

    expect(cellFigures(subject, 1, 0, 10)).toBeNull();
    expect(cellFigures({ ...subject, history: { ...subject.history, weights: [] } }, 2, 2, 10)).toBeNull();
    expect(cellFigures(subject, 2, 2, 0)?.gradient).toBeNaN();
  });
});
