import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { isBias, modelPrefix, readableWords, relativeName } from "./names";

function prefixOf(names: readonly (readonly [string, number | null])[]): string {
  return modelPrefix(names.map(([name, layer]) => parameterInfo(name, { layer })));
}

describe("what a model's paths begin with", () => {
  it.each<[string, readonly (readonly [string, number | null])[], string]>([
    [
      "GPT with its own head",
      [
        ["transformer.wte.weight", null],
        ["transformer.h.0.ln_1.weight", 0],
        ["transformer.h.1.ln_1.weight", 1],
        ["lm_head.weight", null],
      ],
      "transformer",
    ],
    ["one block", [["transformer.h.0.ln_1.weight", 0]], "transformer"],
    [
      "blocks at the top",
      [
        ["layers.0.linear1.weight", 0],
        ["layers.1.linear1.weight", 1],
      ],
      "",
    ],
    [
      "numbers at the top",
      [
        ["0.weight", 0],
        ["2.weight", 2],
      ],
      "",
    ],
    [
      "modules",
      [
        ["net.first.weight", null],
        ["net.second.weight", null],
      ],
      "net",
    ],
    [
      "a single layer",
      [
        ["weight", null],
        ["bias", null],
      ],
      "",
    ],
    ["nothing", [], ""],
  ])("%s", (_, names, prefix) => {
    expect(prefixOf(names)).toBe(prefix);
  });
});

describe("a name", () => {
  it("is read below a path, without the word that most of them end in", () => {
    expect(relativeName("transformer.h.3.attn.c_attn.weight", "transformer.h.3")).toBe("attn.c_attn");
    expect(relativeName("transformer.ln_f.bias", "transformer")).toBe("ln_f.bias");
    expect(relativeName("transformer.wte.weight", "")).toBe("transformer.wte");
    expect(relativeName("weight", "")).toBe("weight");
    expect(relativeName("transformers.a.weight", "transformer")).toBe("transformers.a");
  });

  it.each<[string, string, string | null, readonly string[]]>([
    ["transformer.h.3.attn.c_attn.weight", "transformer", null, ["h.3", "attn", "c_attn"]],
    ["transformer.h.3.attn.c_attn.weight", "transformer", "value", ["h.3", "attn", "value"]],
    ["transformer.h.3.attn.c_attn.bias", "transformer", "key", ["h.3", "attn", "key", "bias"]],
    ["layers.0.self_attn.in_proj_weight", "", "query", ["layers.0", "self_attn", "query"]],
    ["0.weight", "", null, ["0"]],
    ["weight", "", null, ["weight"]],
  ])("has words: %s", (name, path, part, words) => {
    expect(readableWords(name, path, part)).toEqual(words);
  });

  it("says whether it is a bias", () => {
    expect(["h.0.ln_1.bias", "bias", "self_attn.in_proj_bias", "bias_ih_l0"].map((name) => isBias({ name }))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["h.0.ln_1.weight", "unbiased.weight", "biased_head.weight"].map((name) => isBias({ name }))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
