/** The cells of a slab as a table: rows and columns as in its matrix. Pure. */

import type { Slab } from "../building/slabs";
import type { Selected } from "../choices";
import type { NetworkHistory, TileSnapshot } from "../network/history";
import { valueAt } from "../network/quantities";
import type { RowLabels } from "../network/row_labels";
import { fullPlace } from "../network/selection";
import type { Column, Table } from "./table";

export interface ShownCells {
  readonly history: NetworkHistory;
  readonly slab: Slab;
  readonly tiles: TileSnapshot;
  /** Of the parameter's rows, where they have any. */
  readonly labels: RowLabels | undefined;
  readonly selected: Selected | null;
}

/** What cells show, in the order of the matrix. */
export function cellsTable({ history, slab, tiles, labels, selected }: ShownCells): Table {
  const parameter = history.run.parameters[slab.parameter];
  const [firstRow, endRow] = slab.rows;
  const [firstColumn, endColumn] = slab.columns;
  if (parameter === undefined) {
    return { count: 0, columns: [], selectionAt: () => null, isSelected: () => false };
  }
  const fullRow = (row: number): number => fullPlace(parameter, { row: firstRow + row, column: firstColumn }).row;
  const cellColumn = (column: number): Column => ({
    key: "column",
    number: fullPlace(parameter, { row: firstRow, column }).column,
    valueAt: (row) => valueAt(tiles, slab.parameter, slab.tileOffset + (firstRow + row) * slab.tileColumns + column),
  });
  const columns = Array.from({ length: endColumn - firstColumn }, (_, index) => cellColumn(firstColumn + index));
  const label: readonly Column[] =
    labels === undefined || labels.size === 0
      ? []
      : [{ key: "label", valueAt: (row) => labels.get(fullRow(row)) ?? "" }];
  const leftmost = columns[0]?.number ?? 0;
  return {
    count: endRow - firstRow,
    columns: [{ key: "row", valueAt: fullRow }, ...label, ...columns],
    selectionAt: (row) => ({
      run: history.run.name,
      parameter: slab.name,
      part: slab.part,
      row: fullRow(row),
      column: selected?.column ?? leftmost,
    }),
    isSelected: (row) => selected?.row === fullRow(row),
  };
}
