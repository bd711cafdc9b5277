/** Parameters of runs over time, for tests. */

import type { Parameter, RunInfo } from "../answers";
import { emptyHistory, type NetworkHistory, type TileSnapshot } from "../store/network/history";
import { parameterInfo, runInfo } from "./clouds";

export interface TestNetwork {
  readonly name?: string;
  readonly steps: readonly number[];
  readonly statistics: readonly string[];
  readonly parameters: readonly Parameter[];
  /** A number of a table; by default 1. */
  value?(step: number, parameter: number, statistic: string): number;
}

/** A run with these parameters, and nothing else. */
export function networkRun({ name = "run", steps, statistics, parameters }: TestNetwork): RunInfo {
  return { ...runInfo(name, steps, []), statistic_names: statistics, parameters };
}

/** A history with statistics at all steps. */
export function networkHistory(network: TestNetwork): NetworkHistory {
  const { steps, statistics, parameters, value = () => 1 } = network;
  return {
    ...emptyHistory(networkRun(network)),
    statistics: steps.map((step) => ({
      step,
      values: Float32Array.from(
        parameters.flatMap((_, parameter) => statistics.map((statistic) => value(step, parameter, statistic))),
      ),
    })),
  };
}

/** Parameters of a small GPT: embeddings, so many blocks, and what follows them. */
export function gptParameters(blocks: number): readonly Parameter[] {
  const block = (layer: number): Parameter[] => [
    parameterInfo(`transformer.h.${layer}.ln_1.weight`, { kind: "norm", layer, shape: [16] }),
    parameterInfo(`transformer.h.${layer}.attn.c_attn.weight`, { kind: "attention", layer, shape: [48, 16] }),
    parameterInfo(`transformer.h.${layer}.mlp.c_fc.weight`, { kind: "mlp", layer, shape: [64, 16] }),
    parameterInfo(`transformer.h.${layer}.mlp.c_fc.bias`, { kind: "mlp", layer, shape: [64] }),
  ];
  return [
    parameterInfo("transformer.wte.weight", { kind: "token_embedding", aliases: ["lm_head.weight"] }),
    ...Array.from({ length: blocks }, (_, layer) => block(layer)).flat(),
    parameterInfo("transformer.ln_f.weight", { kind: "norm", shape: [16] }),
  ];
}

/** A snapshot of codes, with the scale of each parameter. */
export function tiles(step: number, codes: readonly number[], scales: readonly number[]): TileSnapshot {
  return { step, codes: Int16Array.from(codes), scales: Float32Array.from(scales), rms: Float32Array.from(scales) };
}
