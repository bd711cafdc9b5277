/** A statistic of all shown parameters over time, as a table: parameters down, steps across. Pure. */

import type { RunInfo } from "../../answers";
import { floorsOf } from "../building/floors";
import { modelPrefix, relativeName } from "../inspection/names";
import type { NetworkHistory } from "../network/history";
import { statisticValues } from "./values";

export interface MapRow {
  /** The parameter's number in its run. */
  readonly parameter: number;
  readonly name: string;
  /** Its name within its group. */
  readonly label: string;
}

/** Parameters that belong together: a block, the embeddings. */
export interface MapGroup {
  readonly label: string;
  readonly rows: readonly MapRow[];
}

export interface StatisticMap {
  readonly steps: readonly number[];
  readonly groups: readonly MapGroup[];
  /** Of all groups. */
  readonly rows: readonly MapRow[];
  /** `[rows, steps]`; NaN and `LOST` as in `statisticValues`. */
  readonly values: Float32Array;
}

/** What was grouped: the same parameters of a run are the same set, however often its description comes. */
const grouped = new WeakMap<ReadonlySet<number>, readonly MapGroup[]>();

/** The shown parameters in the model's order; a tied weight stands once. */
export function mapGroups(run: RunInfo, shown: ReadonlySet<number>): readonly MapGroup[] {
  const groups = grouped.get(shown) ?? groupsOf(run, shown);
  grouped.set(shown, groups);
  return groups;
}

function groupsOf({ parameters }: RunInfo, shown: ReadonlySet<number>): readonly MapGroup[] {
  const prefix = modelPrefix(parameters);
  const seen = new Set<number>();
  const groups: MapGroup[] = [];
  for (const { label, path, parameters: its } of floorsOf(parameters, shown)) {
    const fresh = its.filter((parameter) => !seen.has(parameter));
    const rows = fresh.map((parameter): MapRow => {
      const name = parameters[parameter]?.name ?? "";
      seen.add(parameter);
      return { parameter, name, label: relativeName(name, name.startsWith(`${path}.`) ? path : prefix) };
    });
    if (rows.length > 0) {
      groups.push({ label, rows });
    }
  }
  return groups;
}

/** The map of a statistic. */
export function mapOf(history: NetworkHistory, groups: readonly MapGroup[], statistic: string): StatisticMap {
  const rows = groups.flatMap((group) => group.rows);
  return {
    steps: history.statistics.map(({ step }) => step),
    groups,
    rows,
    values: statisticValues(
      history,
      rows.map(({ parameter }) => parameter),
      statistic,
    ),
  };
}
