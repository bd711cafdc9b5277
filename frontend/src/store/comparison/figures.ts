/** What tells one run from another at a glance: a column of the table of runs. Pure. */

import type { RunInfo } from "../../answers";
import { LOST, statisticAt } from "../charts/values";
import type { NetworkHistory, StatisticsSnapshot } from "../network/history";
import { type Band, bandsOf } from "../timeline/findings";
import type { RunTime } from "../timeline/state";

export interface RunFigures {
  readonly run: RunInfo;
  /** Null where nothing was logged. */
  readonly lastStep: number | null;
  /** The latest value of the scalar that is shown; null where the run has none of it. */
  readonly scalar: { readonly tag: string; readonly step: number; readonly value: number } | null;
  /** The step that the next two are of: the newest whose statistics are here; null where there are none. */
  readonly statisticsStep: number | null;
  /** The root of the sum of all squared weights; NaN where it was not logged, `LOST` where they are not finite. */
  readonly norm: number;
  /** The median over the parameters that have one; NaN and `LOST` as above. */
  readonly updateRatio: number;
  readonly phases: readonly Band[];
  /** In few words, and in a sentence; empty until it is known. */
  readonly verdict: string;
  readonly sentence: string;
}

/** The figures of a run from what is loaded of it. */
export function figuresOfRun(run: RunInfo, history: NetworkHistory | undefined, time: RunTime | undefined): RunFigures {
  const newest = history?.statistics.at(-1);
  return {
    run,
    lastStep: run.steps.at(-1) ?? null,
    scalar: latestScalar(time),
    statisticsStep: newest?.step ?? null,
    norm: rootOfSquares(column(history, newest, "norm")),
    updateRatio: median(column(history, newest, "update_ratio")),
    phases: bandsOf(time?.report ?? null),
    verdict: time?.report?.verdict ?? "",
    sentence: time?.report?.sentence ?? "",
  };
}

function latestScalar(time: RunTime | undefined): RunFigures["scalar"] {
  const series = time?.series ?? null;
  const step = series?.steps.at(-1);
  // The server tells of a value that is not finite as null.
  return series === null || step === undefined ? null : { tag: series.tag, step, value: series.values.at(-1) ?? LOST };
}

/** A statistic of all parameters at one step, of those that have it. */
function column(
  history: NetworkHistory | undefined,
  snapshot: StatisticsSnapshot | undefined,
  statistic: string,
): readonly number[] {
  return (history?.run.parameters ?? [])
    .map((_, parameter) =>
      history === undefined ? Number.NaN : statisticAt(history.run, snapshot, parameter, statistic),
    )
    .filter((value) => !Number.isNaN(value));
}

function rootOfSquares(norms: readonly number[]): number {
  return norms.length === 0 ? Number.NaN : Math.sqrt(norms.reduce((sum, norm) => sum + norm * norm, 0));
}

/** Of those that are finite. In the middle of an even number of values there are two: their mean. */
function median(values: readonly number[]): number {
  if (values.length > 0 && values.every((value) => value === LOST)) {
    return LOST;
  }
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = Number.NaN, above = Number.NaN] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (below + above) / 2;
}
