/** Which points of the clouds are selected: those of the selected row, in every run that has it. Pure. */

import type { RunInfo } from "../answers";
import type { Selected } from "./choices";
import type { CloudHistory, Clouds } from "./history";
import { findParameter } from "./inspection/subject";

/** For each history the number of the selected point; -1 where it has none. */
export function selectedPoints(
  clouds: Clouds | null,
  selected: Selected | null,
  runs: readonly RunInfo[],
): readonly number[] {
  const { histories, parameter } = clouds ?? { histories: [], parameter: "" };
  const origin = histories.find(({ run }) => run === selected?.run);
  return histories.map((history) => {
    const info = runs.find(({ name }) => name === history.run);
    const row = selected?.row ?? null;
    const isOfCloud = selected !== null && info !== undefined && isSameParameter(info, selected.parameter, parameter);
    return isOfCloud && row !== null ? pointOf(history, row, origin) : -1;
  });
}

/** The point of a row that is selected in another run: by its label where both have them, since vocabularies differ. */
export function pointOf({ rowIds, labels }: CloudHistory, row: number, origin: CloudHistory | undefined): number {
  const label = origin?.labels?.[origin.rowIds.indexOf(row)];
  const isSame = label === undefined || labels === null || labels[rowIds.indexOf(row)] === label;
  return isSame ? rowIds.indexOf(row) : labels.indexOf(label);
}

/** What is selected by a press on a point, or beside all of them (null). */
export function selectionOf(clouds: Clouds | null, at: { history: number; point: number } | null): Selected | null {
  const history = at === null ? undefined : clouds?.histories[at.history];
  const row = at === null ? undefined : history?.rowIds[at.point];
  return clouds === null || history === undefined || row === undefined
    ? null
    : { run: history.run, parameter: clouds.parameter, part: null, row, column: null };
}

/** Whether two names are of the same array. */
export function isSameParameter(run: RunInfo, name: string, other: string): boolean {
  return name === other || (findParameter(run, name) >= 0 && findParameter(run, name) === findParameter(run, other));
}
