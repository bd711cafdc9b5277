import { describe, expect, it } from "vitest";
import { gptRun } from "../../testing/buildings";
import { parameterInfo } from "../../testing/clouds";
import { layersOf, type ParameterFilter, shownParameters } from "./visibility";

const run = gptRun();
const all: ParameterFilter = { hiddenKinds: new Set(), layers: null, parameterFilter: "" };

function shown(change: Partial<ParameterFilter>): string[] {
  return [...shownParameters(run, { ...all, ...change })].map((index) => run.parameters[index]?.name ?? "");
}

describe("the parameters that are shown", () => {
  it("are all, unless something is filtered", () => {
    expect(shown({})).toHaveLength(run.parameters.length);
  });

  it("are not of hidden kinds", () => {
    expect(shown({ hiddenKinds: new Set(["norm", "attention", "mlp"]) })).toEqual(["transformer.wte.weight"]);
  });

  it("are of the chosen layers, or of none", () => {
    const names = shown({ layers: { first: 1, last: 1 } });

    expect(names).toContain("transformer.wte.weight");
    expect(names).toContain("transformer.h.1.ln_1.weight");
    expect(names.some((name) => name.includes("h.0"))).toBe(false);
  });

  it.each([
    ["part of a name", "c_attn"],
    ["in any case", "C_ATTN"],
    ["a regular expression", "attn.c_attn.(weight|bias)$"],
  ])("have names that contain %s", (_, parameterFilter) => {
    expect(shown({ parameterFilter })).toHaveLength(4);
  });

  it("are found by another name of a tied weight", () => {
    expect(shown({ parameterFilter: "lm_head" })).toEqual(["transformer.wte.weight"]);
  });

  it("are found by a text that is no regular expression", () => {
    const odd = { ...run, parameters: [parameterInfo("w[0"), parameterInfo("w")] };

    expect([...shownParameters(odd, { ...all, parameterFilter: "w[" })]).toEqual([0]);
  });

  it("count as other where their kind is one of the future", () => {
    const odd = { ...run, parameters: [parameterInfo("w", { kind: "quantum" })] };

    expect([...shownParameters(odd, { ...all, hiddenKinds: new Set(["other"]) })]).toEqual([]);
  });
});

describe("the layers of some runs", () => {
  it("reach from the first to the last of any", () => {
    expect(layersOf([run])).toEqual({ first: 0, last: 1 });
    expect(layersOf([{ ...run, parameters: [parameterInfo("w")] }])).toBeNull();
  });
});
