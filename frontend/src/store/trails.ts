/** The ways that points have come: of which points they are drawn, and through which snapshots. Pure. */

import type { RunInfo } from "../answers";
import type { Trailed } from "./choices";
import type { Clouds } from "./history";
import { isSameParameter, pointOf } from "./point_selection";
import type { TrailLength } from "./settings";

export const MOST_TRAILED = 20;
/** Corners of all trails of a pane together: to project and draw as many takes a fraction of a millisecond. */
const MOST_CORNERS = 2400;
const FEWEST_CORNERS = 60;

/** A row of a run's parameter. */
interface RowOfRun {
  readonly run: string;
  readonly parameter: string;
  readonly row: number;
}

/** With a row more, or without it; beyond the most there can be, the one that was added first goes. */
export function toggledTrail(trailed: Trailed | null, added: RowOfRun, clouds: Clouds | null): Trailed | null {
  const { run, row, rows } = joined(trailed, added, clouds);
  const others = rows.includes(row) ? rows.filter((other) => other !== row) : [...rows, row].slice(-MOST_TRAILED);
  return others.length === 0 ? null : { run, parameter: added.parameter, rows: others };
}

/** Whether a row is among the trailed ones. */
export function isTrailed(trailed: Trailed | null, row: RowOfRun, clouds: Clouds | null): boolean {
  const found = joined(trailed, row, clouds);
  return found.rows.includes(found.row);
}

interface Joined {
  readonly run: string;
  readonly row: number;
  /** Those that are trailed already. */
  readonly rows: readonly number[];
}

/** A row as the run numbers it whose rows are trailed; where that has none of it, the row's own run begins anew. */
function joined(trailed: Trailed | null, { run, parameter, row }: RowOfRun, clouds: Clouds | null): Joined {
  if (trailed?.parameter !== parameter) {
    return { run, row, rows: [] };
  }
  const histories = clouds?.histories ?? [];
  const home = histories.find((history) => history.run === trailed.run);
  const origin = histories.find((history) => history.run === run);
  const same = home === undefined ? row : home.rowIds[pointOf(home, row, origin)];
  return same === undefined ? { run, row, rows: [] } : { run: trailed.run, row: same, rows: trailed.rows };
}

/** For each history the numbers of the points whose rows are trailed, as far as it has them. */
export function trailedPoints(
  clouds: Clouds | null,
  trailed: Trailed | null,
  runs: readonly RunInfo[],
): readonly (readonly number[])[] {
  const histories = clouds?.histories ?? [];
  const origin = histories.find(({ run }) => run === trailed?.run);
  return histories.map((history) => {
    const info = runs.find(({ name }) => name === history.run);
    const isOfCloud =
      trailed !== null && info !== undefined && isSameParameter(info, trailed.parameter, clouds?.parameter ?? "");
    return isOfCloud ? trailed.rows.map((row) => pointOf(history, row, origin)).filter((point) => point >= 0) : [];
  });
}

const COUNTS: Readonly<Record<TrailLength, number>> = { off: 0, 10: 10, 50: 50, all: Number.POSITIVE_INFINITY };

/**
 * The numbers of the snapshots through which trails lead, the last of them `newest`. Of many every second, third, … one is
 * taken, always the same ones, so that a trail does not tremble while the film plays.
 */
export function trailSnapshots(newest: number, length: TrailLength, trails: number): readonly number[] {
  const count = Math.min(newest + 1, COUNTS[length]);
  const most = Math.max(FEWEST_CORNERS, Math.floor(MOST_CORNERS / Math.max(1, trails)));
  const stride = Math.max(1, Math.ceil(count / most));
  const first = newest + 1 - count;
  const chosen: number[] = [];
  for (let index = Math.ceil(first / stride) * stride; index < newest; index += stride) {
    chosen.push(index);
  }
  return count === 0 ? [] : [...chosen, newest];
}
