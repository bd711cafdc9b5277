import { describe, expect, it } from "vitest";
import { gptPlan, slabNamed } from "../testing/buildings";
import { focusBox, focusedSlabs, slabBox } from "./focus";

const plan = gptPlan();
const names = (path: string, part: string | null = null): string[] =>
  focusedSlabs(plan, { path, part }).map((number) => plan.slabs[number]?.name ?? "");

describe("a focus", () => {
  it("names a parameter with all its parts, or one of them", () => {
    expect(names("transformer.h.0.attn.c_attn.weight")).toHaveLength(3);
    expect(names("transformer.h.0.attn.c_attn.weight", "key")).toEqual(["transformer.h.0.attn.c_attn.weight"]);
  });

  it("names a module, but not one whose name begins alike", () => {
    expect(new Set(names("transformer.h.1.attn"))).toEqual(
      new Set(["transformer.h.1.attn.c_attn.weight", "transformer.h.1.attn.c_attn.bias"]),
    );
    expect(names("transformer.h.1.att")).toEqual([]);
  });

  it("names a tied weight where it stands first", () => {
    const [number = -1, ...others] = focusedSlabs(plan, { path: "transformer.wte.weight", part: null });

    expect(plan.slabs[number]?.floor).toBe(0);
    expect(others).toEqual([]);
  });

  it("names a floor that is no module", () => {
    expect(names("embeddings")).toEqual(["transformer.wte.weight"]);
    expect(names("head")).toEqual(["transformer.wte.weight"]);
  });

  it("on nothing is the whole building", () => {
    expect(names("")).toHaveLength(plan.slabs.length);
    expect(focusBox(plan, { path: "", part: null })).toEqual({ lowest: plan.lowest, highest: plan.highest });
  });
});

describe("the box of a focus", () => {
  it("of one slab is its rectangle", () => {
    const slab = slabNamed(plan, "transformer.h.1.mlp.c_fc.weight");

    expect(focusBox(plan, { path: slab.name, part: null })).toEqual(slabBox(slab));
  });

  it("of several slabs holds each of them", () => {
    const focus = { path: "transformer.h.0", part: null };
    const box = focusBox(plan, focus);

    for (const number of focusedSlabs(plan, focus)) {
      const slab = plan.slabs[number];
      const { lowest, highest } = slab === undefined ? plan : slabBox(slab);
      for (const axis of [0, 1, 2] as const) {
        expect(box?.lowest[axis]).toBeLessThanOrEqual(lowest[axis]);
        expect(box?.highest[axis]).toBeGreaterThanOrEqual(highest[axis]);
      }
    }
  });

  it("is none where nothing has the name, or everything is hidden", () => {
    expect(focusBox(plan, { path: "decoder", part: null })).toBeNull();
    expect(focusBox({ ...plan, floors: [], slabs: [] }, { path: "", part: null })).toBeNull();
  });
});
