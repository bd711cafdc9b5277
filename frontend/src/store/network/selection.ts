/** From what is selected to the slabs that show it, and back. Pure. */

import type { Parameter } from "../../answers";
import type { BuildingPlan, Slab } from "../building/plan";
import { fullIndex, matrixShape } from "../building/slabs";
import type { Selected } from "../choices";
import type { NetworkHistory } from "./history";

/** A cell of a slab; rows and columns count in the parameter's tile. */
export interface PickedCell {
  /** The slab's number in its plan. */
  readonly slab: number;
  readonly row: number;
  readonly column: number;
}

/** A slab, and the cell of it that is meant; null for all of it. */
export interface PickedSlab {
  readonly slab: number;
  readonly cell: { readonly row: number; readonly column: number } | null;
}

/** What a cell of a slab is called: rows and columns of the full matrix. */
export function selectionOf({ run }: NetworkHistory, { slabs }: BuildingPlan, cell: PickedCell): Selected | null {
  const slab = slabs[cell.slab];
  const parameter = run.parameters[slab?.parameter ?? -1];
  if (slab === undefined || parameter === undefined) {
    return null;
  }
  const { row, column } = fullPlace(parameter, cell);
  return { run: run.name, parameter: parameter.name, part: slab.part, row, column };
}

/** The row and column of the full matrix that a cell of the tile shows. */
export function fullPlace(
  parameter: Parameter,
  cell: { readonly row: number; readonly column: number },
): { row: number; column: number } {
  const [rows, columns] = matrixShape(parameter);
  return {
    row: fullIndex(cell.row, parameter.tile_shape[0], rows),
    column: fullIndex(cell.column, parameter.tile_shape[1], columns),
  };
}

/** The slabs of a plan that show what is selected; in other runs than the selected one too, for comparison. */
export function selectedSlabs({ run }: NetworkHistory, plan: BuildingPlan, selected: Selected | null): PickedSlab[] {
  if (selected === null) {
    return [];
  }
  return plan.slabs.flatMap((slab, number) => {
    const isMeant = slab.name === selected.parameter && (selected.part === null || selected.part === slab.part);
    const parameter = run.parameters[slab.parameter];
    return isMeant && parameter !== undefined ? [{ slab: number, cell: cellOf(slab, parameter, selected) }] : [];
  });
}

/** The cell whose weight is selected; null where none is, or the tile does not have it. */
function cellOf(slab: Slab, parameter: Parameter, { row, column }: Selected): PickedSlab["cell"] {
  if (row === null || column === null) {
    return null;
  }
  const [rows, columns] = matrixShape(parameter);
  const cell = {
    row: tileIndex(row, parameter.tile_shape[0], rows),
    column: tileIndex(column, parameter.tile_shape[1], columns),
  };
  const isInside = cell.row < slab.rows[1] && cell.column < slab.columns[1];
  return isInside && cell.row >= slab.rows[0] && cell.column >= slab.columns[0] ? cell : null;
}

/** The cell that shows a row, or the nearest before it. */
function tileIndex(index: number, tileSize: number, size: number): number {
  return Math.min(tileSize - 1, Math.ceil(((index + 1) * tileSize) / size) - 1);
}
