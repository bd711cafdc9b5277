import { describe, expect, it } from "vitest";
import { parameterInfo, runInfo, TOKENS } from "../../testing/clouds";
import type { DataChoice, Facts } from "./choice";
import { sizeOf } from "./size";

/** A GPT of which a real run was exported: four blocks of 64 columns, 170 snapshots. */
function facts(): Facts {
  const blocks = Array.from({ length: 4 }, (_, layer) => [
    parameterInfo(`transformer.h.${layer}.ln_1.weight`, { shape: [64] }),
    parameterInfo(`transformer.h.${layer}.attn.c_attn.weight`, { shape: [192, 64] }),
  ]).flat();
  const wte = parameterInfo(TOKENS, { shape: [103, 64] });
  const run = {
    ...runInfo("demo", [0, 1000, 4000]),
    parameters: [wte, ...blocks],
    cloud_layouts: [{ parameter: TOKENS, rows: 103, columns: 64, labeled: true }],
  };
  return { run, step: 4000, parameter: wte, rows: [5, 6], shown: new Set() };
}

const ROWS: DataChoice = {
  format: "npz",
  scope: "selected",
  kinds: new Set(["rows"]),
  steps: "shown",
  first: 0,
  last: 0,
};

describe("the numbers of a file", () => {
  it("are counted exactly", () => {
    const count = (change: Partial<DataChoice>): number => sizeOf({ ...ROWS, ...change }, facts()).values;

    expect(count({})).toBe(103 * 64);
    expect(count({ scope: "rows" })).toBe(2 * 64);
    expect(count({ kinds: new Set(["row_statistics"]) })).toBe(103 * 3);
    expect(count({ kinds: new Set(["weights"]), steps: "all" })).toBe(64 * 64 * 3);
    expect(count({ kinds: new Set(["statistics"]), scope: "all" })).toBe(9 * 5);
    expect(count({ kinds: new Set() })).toBe(0);
  });
});

describe("the size of a file", () => {
  it("is four bytes a number where they are kept as they are", () => {
    const all = sizeOf({ ...ROWS, scope: "all", kinds: new Set(["weights"]), steps: "all" }, facts());

    expect(all.bytes / (all.values * 4)).toBeGreaterThan(1);
    expect(all.bytes / (all.values * 4)).toBeLessThan(1.05);
  });

  it("is what was measured where they are text", () => {
    const weights: DataChoice = { ...ROWS, scope: "all", kinds: new Set(["weights"]) };
    const perNumber = (format: DataChoice["format"]): number => {
      const { bytes, values } = sizeOf({ ...weights, format, steps: "all" }, facts());
      return bytes / values;
    };

    // A line such as weights,"transformer.h.0.attn.c_attn.weight",4000,12,,62,,0.06447843
    expect(perNumber("csv")).toBeGreaterThan(60);
    expect(perNumber("csv")).toBeLessThan(70);
    expect(perNumber("json")).toBeGreaterThan(11);
    expect(perNumber("json")).toBeLessThan(13);
  });
});
