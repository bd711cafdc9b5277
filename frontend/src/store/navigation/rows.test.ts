import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { moduleTree } from "./modules";
import { openTest, rowsOf, type TreeRow, treeStep, typedRow } from "./rows";

const NAMES = ["wte.weight", "h.0.attn.weight", "h.0.mlp.weight", "h.1.attn.weight", "head.weight"];

function treeOf(names: readonly string[]): ReturnType<typeof moduleTree> {
  const parameters = names.map((name) => parameterInfo(name));
  return moduleTree([{ parameters, shown: new Set(parameters.keys()) }]);
}

/** Rows of the tree in which these modules are open. */
function rows(...opened: string[]): readonly TreeRow[] {
  return rowsOf(treeOf(NAMES).roots, ({ id }) => opened.includes(id));
}

function labels(its: readonly TreeRow[]): string[] {
  return its.map(({ node, level }) => `${level} ${node.label}`);
}

describe("the rows", () => {
  it("are those of open modules, told their place", () => {
    const seen = rows("h.0.");

    expect(labels(seen)).toEqual(["1 wte", "1 h.0", "2 attn", "2 mlp", "1 h.1", "1 head"]);
    expect(seen[3]).toMatchObject({ parent: 1, position: 2, siblings: 2 });
    expect(seen[5]).toMatchObject({ parent: -1, position: 4, siblings: 4 });
  });

  it("of the only module are open by themselves, and those of a few that were looked for", () => {
    const single = treeOf(["model.a.b.c", "model.a.b.d"]);
    const several = treeOf(NAMES);
    const seen = (tree: typeof single, isSearch: boolean, opened = new Map<string, boolean>()): string[] =>
      labels(rowsOf(tree.roots, openTest(tree, opened, isSearch)));

    expect(seen(single, false)).toEqual(["1 model", "2 a"]);
    expect(seen(several, false)).toHaveLength(4);
    expect(seen(several, true)).toHaveLength(7);
    expect(seen(several, true, new Map([["h.0.", false]]))).toHaveLength(5);
    expect(seen(several, false, new Map([["h.1.", true]]))).toHaveLength(5);
  });
});

describe("a key", () => {
  it.each([
    ["ArrowDown", "wte.weight", { act: "go", id: "h.0." }],
    ["ArrowUp", "h.0.", { act: "go", id: "wte.weight" }],
    ["ArrowUp", "wte.weight", null],
    ["Home", "head.weight", { act: "go", id: "wte.weight" }],
    ["End", "wte.weight", { act: "go", id: "head.weight" }],
    ["ArrowRight", "h.1.", { act: "open", id: "h.1." }],
    ["ArrowRight", "h.0.", { act: "go", id: "h.0.attn.weight" }],
    ["ArrowRight", "wte.weight", null],
    ["ArrowLeft", "h.0.", { act: "close", id: "h.0." }],
    ["ArrowLeft", "h.0.mlp.weight", { act: "go", id: "h.0." }],
    ["ArrowLeft", "h.1.", null],
    ["Enter", "h.1.", { act: "choose", id: "h.1." }],
    [" ", "wte.weight", { act: "choose", id: "wte.weight" }],
    ["x", "wte.weight", null],
    ["ArrowDown", "gone", null],
  ])("%s at %s leads where a tree's key does", (key, active, expected) => {
    expect(treeStep(rows("h.0."), active, key)).toEqual(expected);
  });
});

describe("the beginning of a name", () => {
  it.each([
    ["h", "wte.weight", "h.0."],
    ["h", "h.0.", "h.1."],
    ["hh", "h.1.", "head.weight"],
    ["H", "head.weight", "h.0."],
    ["he", "h.0.", "head.weight"],
    ["h.1", "h.1.", "h.1."],
    ["wt", "head.weight", "wte.weight"],
    ["q", "wte.weight", null],
  ])("%s at %s leads to the next row that has it", (typed, active, expected) => {
    expect(typedRow(rows(), active, typed)).toBe(expected);
  });
});
