/** The parameters of a run as a table: what they are, and their statistics. Pure. */

import { statisticAt } from "../charts/values";
import type { Selected } from "../choices";
import { kindOf } from "../kinds";
import type { NetworkHistory, StatisticsSnapshot } from "../network/history";
import type { Column, Table } from "./table";

/** The statistics of a step, in this order, as far as a run logs them. */
export const LISTED = [
  "norm",
  "rms",
  "update_ratio",
  "zeros",
  "grad_norm",
  "nonfinite",
] as const satisfies readonly string[];

/** So many steps stand beside each other. */
const MOST_STEPS = 7;

export interface ShownParameters {
  readonly history: NetworkHistory;
  /** Numbers of those that pass the filters. */
  readonly shown: ReadonlySet<number>;
  readonly selected: Selected | null;
}

/** A row for each parameter with its statistics at one step. */
export function parametersTable(of: ShownParameters, snapshot: StatisticsSnapshot | undefined): Table {
  const { run } = of.history;
  const names = LISTED.filter((name) => run.statistic_names.includes(name));
  return tableOf(of, (parameter) => [
    {
      key: "kind",
      valueAt: (row) => kindOf(run.parameters[parameter(row)]?.kind ?? ""),
    },
    { key: "layer", valueAt: (row) => run.parameters[parameter(row)]?.layer ?? Number.NaN },
    { key: "shape", valueAt: (row) => (run.parameters[parameter(row)]?.shape ?? []).join(" × ") },
    ...names.map(
      (statistic): Column => ({
        key: "statistic",
        statistic,
        valueAt: (row) => statisticAt(run, snapshot, parameter(row), statistic),
      }),
    ),
  ]);
}

/** A row for each parameter with one statistic at several steps, the one shown among them. */
export function overTimeTable(of: ShownParameters, statistic: string, shownStep: number): Table {
  const { run, statistics } = of.history;
  const chosen = chosenSteps(
    statistics.map(({ step }) => step),
    shownStep,
  );
  const snapshots = statistics.filter(({ step }) => chosen.includes(step));
  return tableOf(of, (parameter) =>
    snapshots.map(
      (snapshot): Column => ({
        key: "statistic",
        statistic,
        number: snapshot.step,
        valueAt: (row) => statisticAt(run, snapshot, parameter(row), statistic),
      }),
    ),
  );
}

/** The first step, the last, some evenly between them, and the one that is shown. */
export function chosenSteps(steps: readonly number[], shown: number): readonly number[] {
  const gaps = MOST_STEPS - 2;
  const even = Array.from({ length: gaps + 1 }, (_, index) => steps[Math.round((index / gaps) * (steps.length - 1))]);
  const chosen = new Set([...even, shown].filter((step) => step !== undefined && steps.includes(step)));
  return steps.filter((step) => chosen.has(step));
}

function tableOf(
  { history: { run }, shown, selected }: ShownParameters,
  columnsOf: (parameterAt: (row: number) => number) => readonly Column[],
): Table {
  const numbers = run.parameters.map((_, number) => number).filter((number) => shown.has(number));
  const parameterAt = (row: number): number => numbers[row] ?? -1;
  const nameAt = (row: number): string => run.parameters[parameterAt(row)]?.name ?? "";
  return {
    count: numbers.length,
    columns: [{ key: "parameter", valueAt: nameAt }, ...columnsOf(parameterAt)],
    selectionAt: (row) => ({ run: run.name, parameter: nameAt(row), part: null, row: null, column: null }),
    isSelected: (row) => selected?.parameter === nameAt(row),
  };
}
