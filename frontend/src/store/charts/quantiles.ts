/** The quantiles of a parameter's values over time. Pure. */

import { type NetworkHistory, type StatisticsSnapshot, statistic } from "../network/history";
import { type Line, parameterLine } from "./lines";

export interface Quantile {
  readonly statistic: string;
  /** The share of values below it. */
  readonly share: number;
}

/** What is logged of the weights, ascending, and of the gradient. */
export const WEIGHT_QUANTILES: readonly Quantile[] = [
  { statistic: "q01", share: 0.01 },
  { statistic: "q05", share: 0.05 },
  { statistic: "q25", share: 0.25 },
  { statistic: "q50", share: 0.5 },
  { statistic: "q75", share: 0.75 },
  { statistic: "q95", share: 0.95 },
  { statistic: "q99", share: 0.99 },
];
export const GRADIENT_QUANTILES: readonly Quantile[] = [
  { statistic: "grad_q05", share: 0.05 },
  { statistic: "grad_q50", share: 0.5 },
  { statistic: "grad_q95", share: 0.95 },
];

/** A line for each quantile. */
export function quantileLines(
  history: NetworkHistory,
  parameter: number,
  quantiles: readonly Quantile[],
): readonly Line[] {
  return quantiles.map(({ statistic: name }) => parameterLine(history, parameter, name));
}

/** The quantiles of the weights at one step; null where any of them is missing. */
export function weightQuantiles(
  { run }: NetworkHistory,
  snapshot: StatisticsSnapshot | undefined,
  parameter: number,
): readonly number[] | null {
  const values = WEIGHT_QUANTILES.map((quantile) => statistic(run, snapshot, parameter, quantile.statistic));
  return values.every(Number.isFinite) ? values : null;
}
