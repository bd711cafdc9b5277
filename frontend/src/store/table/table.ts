/** Numbers in rows and columns, as somebody reads them who does not see the picture: sorted, searched, page by page. Pure. */

import type { Selected } from "../choices";

/** What a column is of; the words for it, and for its numbers, are the page's. */
export type ColumnKey =
  | "row"
  | "label"
  | "norm"
  | "gradient"
  | "axis"
  | "movement"
  | "neighbor_change"
  | "difference"
  | "neighbor"
  | "parameter"
  | "kind"
  | "layer"
  | "shape"
  | "statistic"
  | "column";

export interface Column {
  readonly key: ColumnKey;
  /** Which one, where there are several of a key: the axis, the column of the matrix, the step of a statistic. */
  readonly number?: number;
  /** The statistic of a column of statistics. */
  readonly statistic?: string;
  /** What stands there in a row; NaN where nothing is known. */
  valueAt(row: number): number | string;
}

export interface Table {
  readonly count: number;
  /** The first one names the rows. */
  readonly columns: readonly Column[];
  /** What choosing a row selects; null where that is nothing. */
  selectionAt(row: number): Selected | null;
  isSelected(row: number): boolean;
}

export interface Sorting {
  /** Number of the column. */
  readonly column: number;
  readonly isDescending: boolean;
}

/** The numbers of the rows that have what is searched for, in any text or as their number, in order. */
export function foundRows(table: Table, query: string): readonly number[] {
  const wanted = query.trim().toLowerCase();
  const all = Array.from({ length: table.count }, (_, row) => row);
  if (wanted === "") {
    return all;
  }
  const searched = table.columns.filter(({ key }) => key !== "column" && key !== "axis");
  return all.filter((row) => searched.some((column) => isFound(column, row, wanted)));
}

function isFound({ key, valueAt }: Column, row: number, wanted: string): boolean {
  const value = valueAt(row);
  return typeof value === "string" ? value.toLowerCase().includes(wanted) : key === "row" && String(value) === wanted;
}

/** Rows in the order of a column; what is not known comes last, whichever the direction. */
export function sortedRows(table: Table, rows: readonly number[], sorting: Sorting | null): readonly number[] {
  const column = table.columns[sorting?.column ?? -1];
  if (sorting === null || column === undefined) {
    return rows;
  }
  const values = new Map(rows.map((row) => [row, column.valueAt(row)]));
  const sign = sorting.isDescending ? -1 : 1;
  return [...rows].sort((a, b) => compared(values.get(a), values.get(b), sign) || a - b);
}

function compared(a: number | string | undefined, b: number | string | undefined, sign: number): number {
  if (typeof a === "string" && typeof b === "string") {
    return sign * COLLATOR.compare(a, b);
  }
  const [first, second] = [Number(a), Number(b)];
  if (Number.isNaN(first) || Number.isNaN(second)) {
    return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  }
  return first === second ? 0 : sign * (first - second);
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

export const ROWS_PER_PAGE = 100;

export interface Page {
  readonly rows: readonly number[];
  /** Counted from 0. */
  readonly number: number;
  readonly count: number;
}

/** One page of rows; the last one where there are not so many. */
export function pageOf(rows: readonly number[], wanted: number): Page {
  const count = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
  const number = Math.min(count - 1, Math.max(0, wanted));
  return { rows: rows.slice(number * ROWS_PER_PAGE, (number + 1) * ROWS_PER_PAGE), number, count };
}

/** How a column is sorted by after a press on its heading: upwards, then downwards, then not at all. */
export function nextSorting(sorting: Sorting | null, column: number): Sorting | null {
  if (sorting?.column !== column) {
    return { column, isDescending: false };
  }
  return sorting.isDescending ? null : { column, isDescending: true };
}
