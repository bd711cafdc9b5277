import { describe, expect, it } from "vitest";
import { cloudHistory, parameterInfo, runInfo, TOKENS } from "../testing/clouds";
import type { Clouds } from "./history";
import { selectedPoints, selectionOf } from "./point_selection";

const CLOUDS: Clouds = {
  parameter: TOKENS,
  basis: "",
  histories: [
    cloudHistory({ name: "a", steps: [0], rowIds: [3, 5, 8] }),
    cloudHistory({ name: "b", steps: [0], rowIds: [5] }),
  ],
};
const RUNS = ["a", "b"].map((name) => ({
  ...runInfo(name),
  parameters: [parameterInfo(TOKENS, { aliases: ["lm_head.weight"] }), parameterInfo("other")],
}));
const SELECTED = { run: "a", parameter: TOKENS, part: null, row: 5, column: null };

describe("the selected points", () => {
  it("are those of the row in every run that has it", () => {
    expect(selectedPoints(CLOUDS, SELECTED, RUNS)).toEqual([1, 0]);
    expect(selectedPoints(CLOUDS, { ...SELECTED, row: 8 }, RUNS)).toEqual([2, -1]);
    expect(selectedPoints(CLOUDS, { ...SELECTED, parameter: "lm_head.weight" }, RUNS)).toEqual([1, 0]);
  });

  it("are those of the same label where runs have other vocabularies", () => {
    const histories = [
      cloudHistory({ name: "a", steps: [0], rowIds: [0, 1], labels: ["cat", "dog"] }),
      cloudHistory({ name: "b", steps: [0], rowIds: [0, 1], labels: ["cow", "cat"] }),
    ];

    expect(selectedPoints({ ...CLOUDS, histories }, { ...SELECTED, row: 0 }, RUNS)).toEqual([0, 1]);
    expect(selectedPoints({ ...CLOUDS, histories }, { ...SELECTED, row: 1 }, RUNS)).toEqual([1, -1]);
  });

  it("are none where another parameter, no row, or nothing is selected", () => {
    expect(selectedPoints(CLOUDS, { ...SELECTED, parameter: "other" }, RUNS)).toEqual([-1, -1]);
    expect(selectedPoints(CLOUDS, { ...SELECTED, row: null }, RUNS)).toEqual([-1, -1]);
    expect(selectedPoints(CLOUDS, null, RUNS)).toEqual([-1, -1]);
    expect(selectedPoints(null, SELECTED, RUNS)).toEqual([]);
  });
});

describe("a press", () => {
  it("on a point selects its row", () => {
    expect(selectionOf(CLOUDS, { history: 0, point: 2 })).toEqual({ ...SELECTED, row: 8 });
  });

  it("beside all points selects nothing", () => {
    expect(selectionOf(CLOUDS, null)).toBeNull();
    expect(selectionOf(null, { history: 0, point: 0 })).toBeNull();
    expect(selectionOf(CLOUDS, { history: 7, point: 0 })).toBeNull();
  });
});
