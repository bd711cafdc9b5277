import { describe, expect, it } from "vitest";
import { gptPlan, slabNamed } from "../../../testing/buildings";
import { reliefSlab } from "./relief_slab";

const plan = gptPlan();
const PANE = { x: 0, y: 0, width: 400, height: 400 };
const slab = slabNamed(plan, "transformer.h.1.mlp.c_fc.weight");

/** Looks straight at the middle of a slab, so that its width fills a share of the pane. */
function matrixFor(share: number): number[] {
  const scale = (2 * share) / slab.width;
  const [x, y] = [slab.x + slab.width / 2, slab.y + slab.height / 2];
  return [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, -0.1, 0, -scale * x, -scale * y, 0, 1];
}

describe("the slab with columns", () => {
  it("is the one in the middle, once it is large enough", () => {
    expect(reliefSlab(plan, matrixFor(0.3), PANE)).toBeNull();
    expect(plan.slabs[reliefSlab(plan, matrixFor(1.2), PANE) ?? -1]).toBe(slab);
  });

  it("is none where its cells are large enough for numbers", () => {
    expect(reliefSlab(plan, matrixFor(8), PANE)).toBeNull();
  });

  it("is none where nothing is in the middle", () => {
    const aside = matrixFor(1.2).map((value, index) => (index === 12 ? value + 40 : value));

    expect(reliefSlab(plan, aside, PANE)).toBeNull();
  });
});
