import { describe, expect, it } from "vitest";
import type { Parameter } from "../../answers";
import { parameterInfo } from "../../testing/clouds";
import { ancestorsOf, type ModuleNode, moduleTree, type ShownParameters } from "./modules";

const QKV = ["query", "key", "value"].map((name, index) => ({ name, axis: 0, start: index * 8, length: 8, n_head: 2 }));

function run(names: readonly (string | Parameter)[], shown = names.map((_, index) => index)): ShownParameters {
  const parameters = names.map((name) => (typeof name === "string" ? parameterInfo(name) : name));
  return { parameters, shown: new Set(shown) };
}

/** Labels, indented by depth. */
function outline(nodes: readonly ModuleNode[], depth = 0): string[] {
  return nodes.flatMap(({ label, children }) => [`${"-".repeat(depth)}${label}`, ...outline(children, depth + 1)]);
}

describe("the tree of modules", () => {
  it("tells blocks by their number, and plain modules by their arrays", () => {
    const { roots, shownCount, allCount } = moduleTree([
      run([
        "transformer.wte.weight",
        "transformer.h.0.ln_1.weight",
        "transformer.h.0.ln_1.bias",
        parameterInfo("transformer.h.0.attn.c_attn.weight", { shape: [24, 16], parts: QKV }),
        "transformer.h.1.ln_1.weight",
        "lm_head.weight",
      ]),
    ]);

    expect(outline(roots)).toEqual([
      "transformer",
      "-wte",
      "-h.0",
      "--ln_1",
      "--ln_1 bias",
      "--attn",
      "---c_attn",
      "----query",
      "----key",
      "----value",
      "-h.1",
      "--ln_1",
      "lm_head",
    ]);
    expect([shownCount, allCount]).toEqual([6, 6]);
  });

  it.each<[string, string[], string[]]>([
    ["one layer", ["weight", "bias"], ["weight", "bias"]],
    ["a sequence", ["0.weight", "0.bias", "3.weight"], ["0", "0 bias", "3"]],
    ["a sequence in a module", ["features.0.weight", "features.2.weight"], ["features", "-0", "-2"]],
    [
      "stages of blocks",
      ["layer1.0.conv1.weight", "layer1.1.conv1.weight", "fc.weight"],
      ["layer1.0", "-conv1", "layer1.1", "-conv1", "fc"],
    ],
    ["other arrays", ["lstm.weight_ih_l0", "lstm.bias_ih_l0"], ["lstm", "-weight_ih_l0", "-bias_ih_l0"]],
    ["arrays beside modules", ["a.scale", "a.b.weight"], ["a", "-scale", "-b"]],
    ["an array that has the name of a module", ["a", "a.weight"], ["a", "a"]],
  ])("has a clear picture of %s", (_, names, expected) => {
    expect(outline(moduleTree([run(names)]).roots)).toEqual(expected);
  });

  it("unites runs, in the order of the first, with what others have in addition", () => {
    const deep = run(["h.0.a.weight", "h.1.a.weight", "tail.weight"]);
    const { roots, allCount } = moduleTree([run(["h.0.a.weight", "end.weight"]), deep]);

    expect(outline(roots)).toEqual(["h.0", "-a", "h.1", "-a", "end", "tail"]);
    expect(allCount).toBe(4);
  });

  it("leaves out what is hidden, and modules without anything left", () => {
    const names = ["h.0.attn.weight", "h.0.mlp.weight", "h.1.attn.weight"];
    const { roots, shownCount, allCount } = moduleTree([run(names, [1])]);

    expect(outline(roots)).toEqual(["h.0", "-mlp"]);
    expect([shownCount, allCount]).toEqual([1, 3]);
    expect(moduleTree([run(names, [])]).roots).toEqual([]);
  });

  it("tells the shape of a part along its axis", () => {
    const across = [{ name: "query", axis: 1, start: 0, length: 4, n_head: 1 }, ...QKV.slice(1)];
    const [matrix, vector] = moduleTree([
      run([
        parameterInfo("a.weight", { shape: [16, 24], parts: across }),
        parameterInfo("b.weight", { shape: [24], parts: QKV }),
      ]),
    ]).roots;

    expect(matrix?.children[0]?.shape).toEqual([16, 4]);
    expect(vector?.children[0]?.shape).toEqual([8]);
  });
});

describe("the way to a node", () => {
  it("leads through its modules, and the parameter that it is a part of", () => {
    const { roots } = moduleTree([run(["wte.weight", parameterInfo("h.0.attn.c_attn.weight", { parts: QKV })])]);

    const labels = ancestorsOf(roots, "h.0.attn.c_attn.weight:key").map(({ label }) => label);

    expect(labels).toEqual(["h.0", "attn", "c_attn"]);
    expect(ancestorsOf(roots, "wte.weight")).toEqual([]);
    expect(ancestorsOf(roots, "nowhere")).toEqual([]);
  });
});
