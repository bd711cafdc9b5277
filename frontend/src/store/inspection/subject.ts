/** What the inspector speaks of: the selected parameter, in each of the shown runs that has it. Pure. */

import type { Parameter, RunInfo } from "../../answers";
import { nearestIndex } from "../charts/map_layout";
import type { Selected } from "../choices";
import type { NetworkHistory, StatisticsSnapshot } from "../network/history";

/** A parameter of a run, with what is known of it. */
export interface Subject {
  readonly history: NetworkHistory;
  /** Its number in the run. */
  readonly index: number;
  readonly parameter: Parameter;
}

/** The number of a parameter, by its name or by another name of a tied weight; -1 where a run has none of it. */
export function findParameter({ parameters }: RunInfo, name: string): number {
  const exact = parameters.findIndex((parameter) => parameter.name === name);
  return exact >= 0 ? exact : parameters.findIndex(({ aliases }) => aliases.includes(name));
}

/** The parameter of this name in each run that has it, in the order of the runs. */
export function subjectsOf(histories: readonly NetworkHistory[], name: string): readonly Subject[] {
  return histories.flatMap((history) => {
    const index = findParameter(history.run, name);
    const parameter = history.run.parameters[index];
    return parameter === undefined ? [] : [{ history, index, parameter }];
  });
}

/** The one of the selected run, or else the first. */
export function chosenSubject(subjects: readonly Subject[], { run }: Selected): Subject | undefined {
  return subjects.find(({ history }) => history.run.name === run) ?? subjects[0];
}

/** The snapshot nearest to a step; undefined where there is none. */
export function nearestSnapshot<T extends { readonly step: number }>(
  snapshots: readonly T[],
  step: number,
): T | undefined {
  return snapshots[
    nearestIndex(
      snapshots.map((snapshot) => snapshot.step),
      step,
    )
  ];
}

/** The first snapshot that has a statistic of the parameter, and the one at a step. */
export function startAndNow(
  { history }: Subject,
  step: number,
): { readonly start: StatisticsSnapshot | undefined; readonly now: StatisticsSnapshot | undefined } {
  return { start: history.statistics[0], now: nearestSnapshot(history.statistics, step) };
}

/** Whether a parameter's tile has all of its weights, so that nothing about it is an estimate. */
export function isWhole({ shape, tile_shape }: Pick<Parameter, "shape" | "tile_shape">): boolean {
  return weightCount({ shape }) === tile_shape[0] * tile_shape[1];
}

/** How many weights a parameter has. */
export function weightCount({ shape }: Pick<Parameter, "shape">): number {
  return shape.reduce((product, size) => product * size, 1);
}
