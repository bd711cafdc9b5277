/** A small GPT as a building, for tests: two blocks, a fused attention with two heads, norms and biases. */

import type { Parameter, RunInfo } from "../answers";
import { type BuildingPlan, planBuilding } from "../store/building/plan";
import type { Slab } from "../store/building/slabs";
import { parameterInfo, runInfo } from "./clouds";

const QKV = ["query", "key", "value"].map((name, part) => ({ name, axis: 0, start: part * 16, length: 16, n_head: 2 }));

/** A run with this model; its codes lie one after the other. */
export function gptRun(name = "run-1", steps: readonly number[] = []): RunInfo {
  const block = (layer: number): Parameter[] => {
    const at = (leaf: string, fields: Partial<Parameter>): Parameter =>
      parameterInfo(`transformer.h.${layer}.${leaf}`, { layer, ...fields });
    return [
      at("ln_1.weight", { shape: [16], kind: "norm" }),
      at("attn.c_attn.weight", { shape: [48, 16], kind: "attention", parts: QKV }),
      at("attn.c_attn.bias", { shape: [48], kind: "attention", parts: QKV }),
      at("mlp.c_fc.weight", { shape: [64, 16], kind: "mlp" }),
    ];
  };
  const embedding = { shape: [65, 16], kind: "token_embedding", aliases: ["lm_head.weight"] };
  const parameters = [parameterInfo("transformer.wte.weight", embedding), ...block(0), ...block(1)];
  let offset = 0;
  const placed = parameters.map((parameter) => {
    const [rows, columns] = parameter.tile_shape;
    offset += rows * columns;
    return { ...parameter, tile_offset: offset - rows * columns };
  });
  return { ...runInfo(name, steps), kinds: ["weights", "gradients", "statistics"], n_head: 2, parameters: placed };
}

/** The building of this model with all its parameters. */
export function gptPlan(run: RunInfo = gptRun()): BuildingPlan {
  return planBuilding(run, new Set(run.parameters.map((_, index) => index)));
}

/** The slab of a parameter, or of a part of it. Throws where there is none. */
export function slabNamed({ slabs }: BuildingPlan, name: string, part: string | null = null): Slab {
  const slab = slabs.find((one) => one.name === name && one.part === part);
  if (slab === undefined) {
    throw new Error(`the building has no slab ${name} ${part ?? ""}`);
  }
  return slab;
}
