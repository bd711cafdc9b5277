/** What is known of a run's parameters over time: statistics of all, and tiles of real weights and gradients as codes. */

import type { Parameter, RunInfo } from "../../answers";
import type { SnapshotKind } from "../../api";
import { DecodeError, type Safetensors } from "../../decode";
import { readSteps } from "../asked_steps";

export type Codes = Int16Array | Int8Array;

/** The tiles of all parameters at one step, one after the other, as they were logged. */
export interface TileSnapshot {
  readonly step: number;
  /** A code stands for `code · scale / M`, M = 127 or 32,767; the lowest code for a value that is not finite or was not logged. */
  readonly codes: Codes;
  /** One per parameter, what the largest code stands for; NaN where the step has none of it. */
  readonly scales: Float32Array;
  /** Root mean square of each parameter's values. */
  readonly rms: Float32Array;
}

/** The statistics of all parameters at one step. */
export interface StatisticsSnapshot {
  readonly step: number;
  /** P · S numbers, a row per parameter. */
  readonly values: Float32Array;
}

export interface NetworkHistory {
  readonly run: RunInfo;
  /** In order of their steps, as all lists here. */
  readonly statistics: readonly StatisticsSnapshot[];
  readonly weights: readonly TileSnapshot[];
  readonly gradients: readonly TileSnapshot[];
  /** Steps that were asked for and have none of it: not every step has gradients. */
  readonly absent: Readonly<Record<SnapshotKind, ReadonlySet<number>>>;
}

/** A history of a run of which nothing has been loaded. */
export function emptyHistory(run: RunInfo): NetworkHistory {
  return {
    run,
    statistics: [],
    weights: [],
    gradients: [],
    absent: { statistics: new Set(), weights: new Set(), gradients: new Set() },
  };
}

/** What tells two layouts apart: the parameters, and where their tiles lie. */
export function layoutKey({ parameters, statistic_names }: RunInfo): string {
  const tiles = parameters.map(({ name, tile_offset, tile_shape }) => [name, tile_offset, ...tile_shape]);
  return JSON.stringify([statistic_names, tiles]);
}

/** How many codes a snapshot has. */
export function codeCount(parameters: readonly Parameter[]): number {
  return parameters.reduce(
    (end, { tile_offset, tile_shape }) => Math.max(end, tile_offset + tile_shape[0] * tile_shape[1]),
    0,
  );
}

/** The column of a statistic; -1 where the run has none of that name. */
export function statisticColumn({ statistic_names }: RunInfo, name: string): number {
  return statistic_names.indexOf(name);
}

/** One number of a table of statistics; NaN where there is none. */
export function statistic(
  run: RunInfo,
  snapshot: StatisticsSnapshot | undefined,
  parameter: number,
  name: string,
): number {
  const column = statisticColumn(run, name);
  const width = run.statistic_names.length;
  return column < 0 ? Number.NaN : (snapshot?.values[parameter * width + column] ?? Number.NaN);
}

/** Reads an answer about statistics; `asked`: at these steps, null: at all. Throws `DecodeError` where it does not fit the run. */
export function readStatistics(
  run: RunInfo,
  file: Safetensors,
  asked: readonly number[] | null = null,
): StatisticsSnapshot[] {
  const size = run.parameters.length * run.statistic_names.length;
  const data = file.tensors.get("statistics")?.data;
  const steps = readSteps(file, "steps", asked);
  if (!(data instanceof Float32Array && data.length === steps.length * size)) {
    throw new DecodeError(`expected ${steps.length} tables of ${size} statistics of ${run.name}`);
  }
  // Copies, so that one of them can be dropped without the others.
  return Array.from(steps, (step, t) => ({ step, values: data.slice(t * size, (t + 1) * size) }));
}

/**
 * Reads an answer about tiles; their scales come from the statistics of the same steps. A step without these is left out,
 * and one that has nothing of its kind. Throws `DecodeError` where the answer does not fit the run.
 */
export function readTiles(
  run: RunInfo,
  kind: "weights" | "gradients",
  file: Safetensors,
  statistics: readonly StatisticsSnapshot[],
  asked: readonly number[] | null = null,
): TileSnapshot[] {
  const size = codeCount(run.parameters);
  const data = file.tensors.get(kind)?.data;
  const steps = readSteps(file, "steps", asked);
  if (!((data instanceof Int16Array || data instanceof Int8Array) && data.length === steps.length * size)) {
    throw new DecodeError(`expected ${steps.length} snapshots of ${size} codes of ${run.name}`);
  }
  const [scaleName, rmsName] = kind === "weights" ? ["weight_scale", "rms"] : ["grad_scale", "grad_rms"];
  const known = new Map(statistics.map((snapshot) => [snapshot.step, snapshot]));
  return Array.from(steps).flatMap((step, t) => {
    const table = known.get(step);
    if (table === undefined) {
      return [];
    }
    const scales = columnOf(run, table, scaleName);
    const codes = data.slice(t * size, (t + 1) * size);
    // The last step is logged when the writer is closed: its gradients may be gone by then.
    return scales.every(Number.isNaN) ? [] : [{ step, codes, scales, rms: columnOf(run, table, rmsName) }];
  });
}

/** One statistic of all parameters. */
function columnOf(run: RunInfo, { values }: StatisticsSnapshot, name: string): Float32Array {
  const column = statisticColumn(run, name);
  const width = run.statistic_names.length;
  const numbers = new Float32Array(run.parameters.length).fill(Number.NaN);
  for (let parameter = 0; column >= 0 && parameter < numbers.length; parameter += 1) {
    numbers[parameter] = values[parameter * width + column] as number;
  }
  return numbers;
}

/** Two lists of snapshots as one, in order of steps; where both have a step the newer counts. */
export function merged<T extends { readonly step: number }>(held: readonly T[], newer: readonly T[]): readonly T[] {
  if (newer.length === 0) {
    return held;
  }
  const bySteps = new Map([...held, ...newer].map((snapshot) => [snapshot.step, snapshot]));
  return [...bySteps.values()].sort((a, b) => a.step - b.step);
}

/** Bytes of everything a history holds, by what it is. */
export function historyBytes({
  statistics,
  weights,
  gradients,
}: NetworkHistory): Readonly<Record<SnapshotKind, number>> {
  const tiles = (snapshots: readonly TileSnapshot[]): number =>
    snapshots.reduce((sum, { codes, scales, rms }) => sum + codes.byteLength + scales.byteLength + rms.byteLength, 0);
  return {
    statistics: statistics.reduce((sum, { values }) => sum + values.byteLength, 0),
    weights: tiles(weights),
    gradients: tiles(gradients),
  };
}
