/** What there is to say of a cloud: what its points are, which groups formed, which point to look at. Pure. */

import type { Finding, Parameter, PhaseReport, RunInfo } from "../../answers";
import type { CloudHistory, CloudSnapshot, Clouds } from "../../store/history";
import { findParameter } from "../../store/inspection/subject";
import { kindOf } from "../../store/kinds";
import { MOST_TRAILED } from "../../store/trails";

export type PointMeaning = "token" | "position" | "answer" | "filter" | "unit" | "row";

/** Rows that have drawn together. */
export interface Group {
  readonly firstStep: number;
  readonly lastStep: number;
  readonly size: number;
  /** Labels of some of them; the words that the server has for rows without. */
  readonly examples: readonly string[];
  readonly areLabels: boolean;
  /** The rows of these, as far as they can be told. */
  readonly rows: readonly number[];
  readonly hasHardlyMoved: boolean;
}

export interface CloudFacts {
  readonly run: string;
  readonly parameter: string;
  readonly meaning: PointMeaning;
  /** Points, and numbers that each of them stands for. */
  readonly points: number;
  readonly columns: number;
  readonly isLabeled: boolean;
  /** Share of the variance that the picture shows, 0 to 1. */
  readonly variance: number;
  /** Share of a point's nearest neighbours that are its nearest in the picture, too; null where it is not known. */
  readonly preserved: number | null;
  /** Null where none was found, or nobody has looked. */
  readonly group: Group | null;
  /** Whether groups have been looked for. */
  readonly isSearched: boolean;
  /** A row worth a look, with its label. */
  readonly example: { readonly row: number; readonly label: string | null } | null;
  /** How alike the second run's cloud is to the first one's, and how alike chance would make them; null where there is none. */
  readonly agreement: { readonly share: number; readonly byChance: number } | null;
}

/** Of what moved farthest; a group that moved less has stayed where it began. */
const HARDLY_MOVED = 0.1;

const MEANINGS: Readonly<Partial<Record<ReturnType<typeof kindOf>, PointMeaning>>> = {
  token_embedding: "token",
  position_embedding: "position",
  head: "answer",
  conv: "filter",
  mlp: "unit",
};

/** What the rows of a parameter stand for. */
export function meaningOf({ kind }: Pick<Parameter, "kind">): PointMeaning {
  return MEANINGS[kindOf(kind)] ?? "row";
}

/** What there is to say of the first of these clouds; null where there is none, or its run is not known. */
export function cloudFacts(
  { parameter, histories }: Clouds,
  runs: readonly RunInfo[],
  report: PhaseReport | null,
): CloudFacts | null {
  const [history] = histories;
  const run = runs.find(({ name }) => name === history?.run);
  const layout = run?.parameters[findParameter(run, parameter)];
  if (history === undefined || layout === undefined) {
    return null;
  }
  const group = groupOf(report, parameter, history);
  const row = group?.rows[0] ?? farthestRow(history);
  const alignment = histories[1]?.alignment;
  return {
    run: history.run,
    parameter,
    meaning: meaningOf(layout),
    points: history.rowIds.length,
    columns: layout.shape.slice(1).reduce((product, size) => product * size, 1),
    isLabeled: history.labels !== null,
    variance: history.explainedVariance.reduce((sum, share) => sum + share, 0),
    preserved: history.preservation?.share ?? null,
    group,
    isSearched: report !== null,
    example: row === null ? null : { row, label: history.labels?.[history.rowIds.indexOf(row)] ?? null },
    agreement:
      alignment === null || alignment === undefined
        ? null
        : { share: alignment.agreement, byChance: alignment.byChance },
  };
}

/** The first group of a parameter's rows that has come about by moving, or else the first that was found. */
function groupOf(report: PhaseReport | null, parameter: string, history: CloudHistory): Group | null {
  const groups = (report?.events ?? [])
    .filter(({ name, parameters }) => name === "clusters" && parameters?.includes(parameter) === true)
    .flatMap((finding) => groupsOf(finding, history));
  return groups.find(({ hasHardlyMoved }) => !hasHardlyMoved) ?? groups[0] ?? null;
}

function groupsOf({ first_step, last_step, evidence }: Finding, history: CloudHistory): Group[] {
  const clusters: unknown = evidence?.["clusters"];
  return (Array.isArray(clusters) ? clusters : []).flatMap((cluster: unknown): Group[] => {
    const { size, examples, relative_movement } = (cluster ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof size !== "number" || !Array.isArray(examples)) {
      return [];
    }
    const names = examples.filter((name): name is string => typeof name === "string");
    return [
      {
        firstStep: first_step,
        lastStep: last_step,
        size,
        examples: names,
        areLabels: history.labels !== null,
        rows: names.flatMap((name) => rowNamed(history, name)).slice(0, MOST_TRAILED),
        hasHardlyMoved: typeof relative_movement === "number" && relative_movement < HARDLY_MOVED,
      },
    ];
  });
}

const ROW_NAME = /^row (?<row>\d+)$/u;

/** The row of a label, or of a name such as `row 12`; none where the label was cut or the row is not logged. */
function rowNamed({ labels, rowIds }: CloudHistory, name: string): readonly number[] {
  const point = labels === null ? rowIds.indexOf(Number(ROW_NAME.exec(name)?.groups?.["row"])) : labels.indexOf(name);
  const row = rowIds[point];
  return row === undefined ? [] : [row];
}

/** The row that is farthest from where it was at first, of those that have a place at both ends. */
function farthestRow({ snapshots, rowIds }: CloudHistory): number | null {
  const [first] = snapshots;
  const last = snapshots.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  let farthest = { distance: -1, row: rowIds[0] ?? null };
  for (const [point, row] of rowIds.entries()) {
    const distance = distanceBetween(first, last, point);
    // Not a number where a row is not finite: it is never farther.
    if (distance > farthest.distance) {
      farthest = { distance, row };
    }
  }
  return farthest.row;
}

function distanceBetween(first: CloudSnapshot, last: CloudSnapshot, point: number): number {
  return [0, 1, 2].reduce((sum, axis) => {
    const at = point * 3 + axis;
    return sum + ((last.positions[at] ?? Number.NaN) - (first.positions[at] ?? Number.NaN)) ** 2;
  }, 0);
}
