import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { crumbsOf } from "./breadcrumbs";

const GPT = ["transformer.wte.weight", "transformer.h.3.attn.c_attn.weight", "transformer.h.3.attn.c_attn.bias"];

describe("the way to a place", () => {
  it.each<[string, string | null, string[], string[]]>([
    ["transformer.h.3.attn.c_attn.weight", "query", GPT, ["h.3", "attn", "c_attn", "query"]],
    ["transformer.h.3.attn.c_attn.bias", "query", GPT, ["h.3", "attn", "c_attn", "bias", "query"]],
    ["transformer.h.3.attn.c_attn.weight", null, GPT, ["h.3", "attn", "c_attn"]],
    ["transformer.h.3.attn", null, GPT, ["h.3", "attn"]],
    ["transformer.h.3", null, GPT, ["h.3"]],
    ["transformer", null, GPT, []],
    ["", null, GPT, []],
    ["transformer.h.3", null, [...GPT, "lm_head.weight"], ["transformer", "h.3"]],
    ["0.weight", null, ["0.weight", "2.weight"], ["0"]],
    ["weight", null, ["weight", "bias"], ["weight"]],
    ["embeddings", null, GPT, ["embeddings"]],
    ["a.b", null, [], ["a", "b"]],
  ])("%s %s", (path, part, names, expected) => {
    const parameters = names.map((name) => parameterInfo(name));

    const crumbs = crumbsOf({ path, part }, parameters);

    expect(crumbs.map(({ label }) => label)).toEqual(expected);
    expect(crumbs.at(-1)?.focus.part ?? null).toBe(part);
  });

  it("can be gone back step by step", () => {
    const crumbs = crumbsOf({ path: "h.3.attn.c_attn.weight", part: "key" }, []);

    expect(crumbs.map(({ focus }) => focus)).toEqual([
      { path: "h.3", part: null },
      { path: "h.3.attn", part: null },
      { path: "h.3.attn.c_attn", part: null },
      { path: "h.3.attn.c_attn.weight", part: "key" },
    ]);
  });
});
