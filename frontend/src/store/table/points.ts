/** The points of a cloud as a table. Pure. */

import type { Neighbor } from "../../answers";
import type { CloudHistory, CloudSnapshot } from "../history";
import type { MovementColor } from "../movement/values";
import type { Column, Table } from "./table";

const AXES = [0, 1, 2] as const;

export interface ShownPoints {
  readonly history: CloudHistory;
  readonly parameter: string;
  readonly snapshot: CloudSnapshot;
  /** Number of the selected point; -1 where there is none. */
  readonly selected: number;
  /** What points are coloured by, where that is how they moved: a number for each. */
  readonly movement: { readonly color: MovementColor; readonly values: Float32Array } | null;
  /** How far each point is from another run's, where runs are subtracted. */
  readonly differences: Float32Array | null;
  /** Of the selected row; null where they are not known. */
  readonly neighbors: readonly Neighbor[] | null;
}

/** A row for each point: its label, its norms, its place, and what the picture says of it just now. */
export function pointsTable(shown: ShownPoints): Table {
  const { history, parameter, snapshot, selected, movement, differences, neighbors } = shown;
  const { rowIds, labels, run } = history;
  const rowAt = (point: number): number => rowIds[point] ?? Number.NaN;
  const distances = new Map((neighbors ?? []).map(({ row, distance }) => [row, distance]));
  const numbers = (key: Column["key"], values: ArrayLike<number>): Column => ({
    key,
    valueAt: (point) => values[point] ?? Number.NaN,
  });
  const columns: readonly (Column | null)[] = [
    { key: "row", valueAt: rowAt },
    labels === null ? null : { key: "label", valueAt: (point) => labels[point] ?? "" },
    neighbors === null ? null : { key: "neighbor", valueAt: (point) => distances.get(rowAt(point)) ?? Number.NaN },
    movement === null ? null : numbers(movement.color, movement.values),
    differences === null ? null : numbers("difference", differences),
    numbers("norm", snapshot.magnitudes),
    numbers("gradient", snapshot.gradients),
    ...AXES.map(
      (axis): Column => ({
        key: "axis",
        number: axis + 1,
        valueAt: (point) => snapshot.positions[point * AXES.length + axis] ?? Number.NaN,
      }),
    ),
  ];
  return {
    count: rowIds.length,
    columns: columns.filter((column) => column !== null),
    selectionAt: (point) => ({ run, parameter, part: null, row: rowAt(point), column: null }),
    isSelected: (point) => point === selected,
  };
}
