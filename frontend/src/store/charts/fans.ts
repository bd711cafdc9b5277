/** The quantiles of a parameter over time, run beside run. Pure. */

import type { Subject } from "../inspection/subject";
import { type AxisScale, axisScale } from "./axis_scale";
import { type AlignedLines, aligned, type Line } from "./lines";
import { type Quantile, quantileLines } from "./quantiles";

export interface Fan {
  readonly run: string;
  readonly lines: readonly Line[];
  readonly data: AlignedLines;
}

export interface Fans {
  readonly all: readonly Fan[];
  /** That of all runs together. */
  readonly scale: AxisScale;
}

/** The quantiles of a parameter in each run, on a common axis. */
export function fansOf(subjects: readonly Subject[], quantiles: readonly Quantile[]): Fans {
  const all = subjects.map(({ history, index }): Fan => {
    const lines = quantileLines(history, index, quantiles);
    return { run: history.run.name, lines, data: aligned(lines) };
  });
  return {
    all,
    scale: axisScale(
      all.flatMap(({ data }) => data.columns),
      false,
    ),
  };
}
