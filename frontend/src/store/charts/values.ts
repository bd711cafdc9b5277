/** The numbers of one statistic over time, as the charts read them. Pure. */

import type { RunInfo } from "../../answers";
import {
  type NetworkHistory,
  statistic as readStatistic,
  type StatisticsSnapshot,
  statisticColumn,
} from "../network/history";

/** Stands for a number that is lost, because the values it is made of are not finite; NaN stands for one that was not logged. */
export const LOST = Number.POSITIVE_INFINITY;

const GRADIENT_PREFIX = "grad_";

/** Whether a statistic is one of the gradient. */
export function isOfGradient(statistic: string): boolean {
  return statistic.startsWith(GRADIENT_PREFIX);
}

/** A statistic of some parameters at all steps that are held: `[parameters, steps]`, a row per parameter; NaN and `LOST` as above. */
export function statisticValues(
  { run, statistics }: NetworkHistory,
  parameters: readonly number[],
  statistic: string,
): Float32Array {
  const values = new Float32Array(parameters.length * statistics.length).fill(Number.NaN);
  const column = statisticColumn(run, statistic);
  if (column < 0) {
    return values;
  }
  const counter = statisticColumn(run, counterOf(statistic));
  const width = run.statistic_names.length;
  for (const [t, { values: table }] of statistics.entries()) {
    for (const [row, parameter] of parameters.entries()) {
      const at = parameter * width;
      values[row * statistics.length + t] = told(table[at + column], table[at + counter]);
    }
  }
  return values;
}

/** One number of a table of statistics; NaN and `LOST` as above. */
export function statisticAt(
  run: RunInfo,
  snapshot: StatisticsSnapshot | undefined,
  parameter: number,
  name: string,
): number {
  return told(readStatistic(run, snapshot, parameter, name), readStatistic(run, snapshot, parameter, counterOf(name)));
}

/** The statistic that counts the values that are not finite. */
function counterOf(statistic: string): string {
  return isOfGradient(statistic) ? "grad_nonfinite" : "nonfinite";
}

function told(value = Number.NaN, nonfinite = Number.NaN): number {
  if (Number.isFinite(value)) {
    return value;
  }
  const isLost = !Number.isNaN(value) || nonfinite > 0;
  return isLost ? LOST : Number.NaN;
}
