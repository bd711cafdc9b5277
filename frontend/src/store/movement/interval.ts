/** From which step to which movement is counted. Pure. */

import { nearestIndex } from "../charts/map_layout";
import type { Laid, Span } from "../comparison/alignment";

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Between the step that movement is counted from (null: the first of the axis) and the one shown, whichever comes first. */
export function intervalOf(since: number | null, shown: number, { first, last }: Span): Interval {
  const chosen = since ?? first;
  // An axis on which nothing stands yet bounds nothing.
  const start = last > first ? Math.min(last, Math.max(first, chosen)) : chosen;
  const end = Math.round(shown);
  return { from: Math.min(start, end), to: Math.max(start, end) };
}

/** The same between steps that there are, those nearest to its ends; null where there are none. */
export function nearestInterval(steps: readonly number[], { from, to }: Interval): Interval | null {
  const first = steps[nearestIndex(steps, from)];
  const last = steps[nearestIndex(steps, to)];
  return first === undefined || last === undefined ? null : { from: first, to: last };
}

/** The same interval of the axis as steps of a run that is laid along it. */
export function intervalOnRun({ onRun }: Laid, { from, to }: Interval): Interval {
  return { from: Math.round(onRun(from)), to: Math.round(onRun(to)) };
}

export function isSameInterval(a: Interval, b: Interval): boolean {
  return a.from === b.from && a.to === b.to;
}
