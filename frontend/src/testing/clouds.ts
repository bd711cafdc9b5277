/** Runs and clouds as the server tells of them, for tests. */

import type { Parameter, RunInfo } from "../answers";
import { decodeSafetensors, type Safetensors } from "../decode";
import { type CloudHistory, readCloudAnswer } from "../store/history";
import { safetensors, type WrittenTensor } from "./safetensors";

export const TOKENS = "transformer.wte.weight";

/** A parameter as the server tells of it; a matrix of 65 × 16 unless it is said otherwise. */
export function parameterInfo(name: string, fields: Partial<Parameter> = {}): Parameter {
  const shape = fields.shape ?? [65, 16];
  const tile = [Math.min(64, shape[0] ?? 1), Math.min(64, shape[1] ?? 1)] as const;
  return {
    name,
    aliases: [],
    shape,
    dtype: "float32",
    kind: "other",
    layer: null,
    parts: [],
    tile_shape: shape.length < 2 ? [1, Math.min(256, shape[0] ?? 1)] : tile,
    tile_offset: 0,
    sampled: false,
    ...fields,
  };
}

/** A run that logs the rows of one parameter at these steps, each of which takes a second. */
export function runInfo(name: string, steps: readonly number[] = [], clouds: readonly string[] = [TOKENS]): RunInfo {
  return {
    name,
    steps,
    sessions: [{ start_ms: 1, first_step: steps[0] ?? 0 }],
    newest_ms: steps.length > 0 ? 1000 * (steps.at(-1) ?? 0) : null,
    kinds: ["weights", "statistics"],
    model_class: "GPT",
    model_name: "",
    parameter_count: 1040,
    n_head: 0,
    config: {},
    statistic_names: ["norm", "rms", "weight_scale", "grad_rms", "grad_scale"],
    parameters: clouds.map((cloud) => parameterInfo(cloud, { kind: "token_embedding" })),
    clouds,
    cloud_layouts: clouds.map((parameter) => ({ parameter, rows: 65, columns: 16, labeled: false })),
    rounding_floor: 1 / 65_534,
    problems: [],
    is_disk_full: false,
  };
}

/** One run of an answer. */
export interface CloudRun {
  readonly name: string;
  readonly steps: readonly number[];
  readonly rowIds?: readonly number[];
  readonly labels?: readonly string[] | null;
  /** x, y, z of a point; by default it lies in the middle at step 0, and moves along x by one a step. */
  position?(step: number, row: number): readonly number[];
  /** Norm of a row; by default its number. */
  norm?(step: number, row: number): number;
}

/** The answer of the route `cloud` about some runs. */
export function cloudFile(runs: readonly CloudRun[], basis = "basis-1"): Safetensors {
  const tensors: Record<string, WrittenTensor> = {};
  for (const [index, run] of runs.entries()) {
    const { steps, rowIds = [0, 1], position = (step) => [step, 0, 0], norm = (_, row) => row } = run;
    const each = (value: (step: number, row: number) => readonly number[]): number[] =>
      steps.flatMap((step) => rowIds.flatMap((row) => value(step, row)));
    const perRow = [steps.length, rowIds.length];
    tensors[`steps/${index}`] = { dtype: "I64", shape: [steps.length], values: steps };
    tensors[`row_ids/${index}`] = { dtype: "I64", shape: [rowIds.length], values: rowIds };
    tensors[`positions/${index}`] = { dtype: "F32", shape: [...perRow, 3], values: each(position) };
    tensors[`norms/${index}`] = { dtype: "F32", shape: perRow, values: each((step, row) => [norm(step, row)]) };
    tensors[`grad_norms/${index}`] = { dtype: "F32", shape: perRow, values: each(() => [Number.NaN]) };
  }
  const metadata = {
    basis,
    runs: JSON.stringify(runs.map(({ name }) => name)),
    labels: JSON.stringify(runs.map(({ labels }) => labels ?? null)),
    explained_variance: JSON.stringify(runs.map(() => [0.5, 0.25, 0.125])),
    neighbor_preservation: JSON.stringify(runs.map(() => null)),
    alignment: JSON.stringify(runs.map(() => ({ agreement: null }))),
  };
  return decodeSafetensors(safetensors(tensors, metadata));
}

/** The history of one run. */
export function cloudHistory(run: CloudRun): CloudHistory {
  const [history] = readCloudAnswer(cloudFile([run]), [run]).histories;
  if (history === undefined) {
    throw new Error("the answer has no run");
  }
  return history;
}
