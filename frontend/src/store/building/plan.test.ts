import { describe, expect, it } from "vitest";
import type { Parameter, RunInfo } from "../../answers";
import { gptPlan, gptRun } from "../../testing/buildings";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { type BuildingPlan, planBuilding, type Slab } from "./plan";

function plan(parameters: readonly Parameter[]): BuildingPlan {
  const run: RunInfo = { ...runInfo("run"), parameters };
  return planBuilding(run, new Set(parameters.map((_, index) => index)));
}

/** A GPT of so many blocks. */
function blocks(count: number): Parameter[] {
  return Array.from({ length: count }, (_, layer) => [
    parameterInfo(`h.${layer}.attn.c_proj.weight`, { layer, kind: "attention", shape: [64, 64] }),
    parameterInfo(`h.${layer}.mlp.c_fc.weight`, { layer, kind: "mlp", shape: [256, 64] }),
  ]).flat();
}

function overlap(a: Slab, b: Slab): boolean {
  const meet = (from: number, size: number, other: number, otherSize: number): boolean =>
    from < other + otherSize - 1e-9 && other < from + size - 1e-9;
  return a.z === b.z && meet(a.x, a.width, b.x, b.width) && meet(a.y, a.height, b.y, b.height);
}

describe("a building", () => {
  it("stands in the order of the model, and no slab covers another", () => {
    const { floors, slabs } = gptPlan();
    const heights = floors.map(({ y }) => y);

    expect(floors.map(({ label }) => label)).toEqual(["embeddings", "h.0", "h.1", "head"]);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    for (const [index, slab] of slabs.entries()) {
      expect(slabs.slice(index + 1).some((other) => overlap(slab, other))).toBe(false);
    }
  });

  it("keeps each slab on its floor", () => {
    const { floors, slabs } = gptPlan();

    for (const { floor, x, y, width, height } of slabs) {
      const its = floors[floor];
      expect(x).toBeGreaterThanOrEqual(its?.x ?? Number.NaN);
      expect(x + width).toBeLessThanOrEqual((its?.x ?? 0) + (its?.width ?? 0) + 1e-9);
      expect(y).toBeGreaterThan(its?.y ?? Number.NaN);
      expect(y + height).toBeLessThanOrEqual((its?.y ?? 0) + (its?.height ?? 0) + 1e-9);
    }
  });

  it("has attention left of the stream, and what follows on its right", () => {
    const { shaft, slabs } = gptPlan();
    const stream = shaft[0]?.[0][0] ?? Number.NaN;

    for (const { kind, x, width } of slabs) {
      if (kind === "attention") {
        expect(x + width).toBeLessThan(stream);
      } else if (kind === "mlp") {
        expect(x).toBeGreaterThan(stream);
      }
    }
  });

  it("has no stream where the model has no attention", () => {
    expect(plan([parameterInfo("0.weight"), parameterInfo("2.weight")]).shaft).toEqual([]);
  });

  it("says of a tied head that it is one", () => {
    expect(gptPlan().slabs.at(-1)).toMatchObject({ label: "wte (tied)", parameter: 0 });
  });

  it("lays each bias of a module with several matrices at the foot of its own one", () => {
    const matrices = ["ih", "hh"].map((name) => parameterInfo(`lstm.weight_${name}_l0`, { shape: [128, 32] }));
    const biases = ["ih", "hh"].map((name) => parameterInfo(`lstm.bias_${name}_l0`, { shape: [128] }));

    const { slabs } = plan([...matrices, ...biases]);

    expect(slabs).toHaveLength(4);
    for (const bias of slabs.filter(({ isStrip }) => isStrip)) {
      const own = slabs.find(({ name }) => name === bias.name.replace("bias", "weight"));
      expect([bias.x, bias.width]).toEqual([own?.x, own?.width]);
    }
  });

  it("lays a vector that is nobody’s bias at the foot of its module’s first matrix", () => {
    const names = ["pos_embed", "projection"].map((name) => parameterInfo(`vit.${name}`, { shape: [64, 64] }));

    const { slabs } = plan([...names, parameterInfo("vit.cls_token", { shape: [64] })]);

    expect(slabs).toHaveLength(3);
    expect(slabs.find(({ name }) => name === "vit.cls_token")?.x).toBe(
      slabs.find(({ name }) => name === "vit.pos_embed")?.x,
    );
  });

  it("counts the cells that it shows", () => {
    const { cells } = planBuilding(gptRun(), new Set([1, 2]));

    expect(cells).toBe(16 + 48 * 16);
  });

  it.each([1, 6, 12, 48])("of %i blocks is about as wide as a screen, and within its bounds", (count) => {
    const { lowest, highest, slabs } = plan(blocks(count));
    const aspect = (highest[0] - lowest[0]) / (highest[1] - lowest[1]);

    if (count > 1) {
      expect(aspect).toBeGreaterThan(0.75);
      expect(aspect).toBeLessThan(3);
    }
    for (const { x, y, width, height } of slabs) {
      expect(x >= lowest[0] && x + width <= highest[0] && y >= lowest[1] && y + height <= highest[1]).toBe(true);
    }
  });

  it("goes on from wing to wing as one stream", () => {
    const { shaft } = plan(blocks(24));

    expect(shaft.length).toBeGreaterThan(5);
    for (const [index, [from]] of shaft.slice(1).entries()) {
      const isOnTheWay = shaft[index]?.[1].join() === from.join() || from[1] === 0;
      expect(isOnTheWay).toBe(true);
    }
  });

  it("wraps what is too much for one row", () => {
    const experts = Array.from({ length: 20 }, (_, index) =>
      parameterInfo(`h.0.mlp.experts.${index}.weight`, { layer: 0, kind: "mlp", shape: [64, 64] }),
    );

    const { highest, lowest } = plan([...blocks(1), ...experts]);

    expect(highest[0] - lowest[0]).toBeLessThan(30);
  });

  it("is empty where nothing is shown", () => {
    expect(planBuilding(gptRun(), new Set())).toMatchObject({ floors: [], slabs: [], cells: 0 });
  });
});
