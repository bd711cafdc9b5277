import { describe, expect, it } from "vitest";
import { gptParameters, networkHistory } from "../../testing/networks";
import { mapGroups, mapOf } from "./map";

const PARAMETERS = gptParameters(2);
const HISTORY = networkHistory({
  steps: [0, 5],
  statistics: ["norm"],
  parameters: PARAMETERS,
  value: (step, parameter) => parameter * 10 + step,
});

describe("the rows of a map", () => {
  it("are in the model's order, in its groups, a tied weight once", () => {
    const groups = mapGroups(HISTORY.run, new Set(PARAMETERS.keys()));

    expect(groups.map(({ label, rows }) => [label, rows.map((row) => row.label)])).toEqual([
      ["embeddings", ["wte"]],
      ["h.0", ["ln_1", "attn.c_attn", "mlp.c_fc", "mlp.c_fc.bias"]],
      ["h.1", ["ln_1", "attn.c_attn", "mlp.c_fc", "mlp.c_fc.bias"]],
      ["head", ["ln_f"]],
    ]);
  });

  it("are those that are shown, and groups without any are left out", () => {
    const groups = mapGroups(HISTORY.run, new Set([2, 6]));

    expect(groups.map(({ label }) => label)).toEqual(["h.0", "h.1"]);
    expect(mapGroups(HISTORY.run, new Set())).toEqual([]);
  });

  it("are found once for the same parameters", () => {
    const shown = new Set([1, 2]);

    expect(mapGroups(HISTORY.run, shown)).toBe(mapGroups(HISTORY.run, shown));
  });
});

describe("a map", () => {
  it("has the numbers of its rows at all steps", () => {
    const map = mapOf(HISTORY, mapGroups(HISTORY.run, new Set([1, 5])), "norm");

    expect(map.steps).toEqual([0, 5]);
    expect(map.rows.map(({ parameter }) => parameter)).toEqual([1, 5]);
    expect([...map.values]).toEqual([10, 15, 50, 55]);
  });

  it("of nothing is empty", () => {
    const map = mapOf({ ...HISTORY, statistics: [] }, [], "norm");

    expect(map).toEqual({ steps: [], groups: [], rows: [], values: new Float32Array() });
  });
});
