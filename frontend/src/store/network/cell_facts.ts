/** What the tooltip says of the cell under the pointer. Pure. */

import type { Parameter } from "../../answers";
import type { Slab } from "../building/plan";
import { fullIndex, matrixShape } from "../building/slabs";
import { type CellFigures, cellFigures } from "../inspection/cell";
import { nearestSnapshot } from "../inspection/subject";
import type { NetworkHistory } from "./history";
import { type Moment, valueAt } from "./quantities";

export interface CellFacts extends CellFigures {
  readonly parameter: Parameter;
  readonly row: number;
  readonly column: number;
  /** Number of the head that the weight belongs to, from 0; null where there are none. */
  readonly head: number | null;
  /** What the cell shows, in the chosen quantity; NaN where there is nothing. */
  readonly shown: number;
  /** Since the snapshot before. */
  readonly change: number;
}

/** The facts of a cell of a slab at the step nearest to one; null where the run has no weights of it. */
export function cellFacts(
  history: NetworkHistory,
  slab: Slab,
  cell: { readonly row: number; readonly column: number },
  moments: readonly Moment[],
  step: number,
): CellFacts | null {
  const parameter = history.run.parameters[slab.parameter];
  if (parameter === undefined) {
    return null;
  }
  const [rows, columns] = matrixShape(parameter);
  const row = fullIndex(cell.row, parameter.tile_shape[0], rows);
  const column = fullIndex(cell.column, parameter.tile_shape[1], columns);
  const subject = { history, index: slab.parameter, parameter };
  const figures = cellFigures(subject, row, column, step);
  if (figures === null) {
    return null;
  }
  const code = slab.tileOffset + cell.row * slab.tileColumns + cell.column;
  const before = history.weights[history.weights.findIndex((weights) => weights.step === figures.step) - 1];
  const moment = nearestSnapshot(moments, step);
  return {
    ...figures,
    parameter,
    row,
    column,
    head: headOf(slab, parameter, row, column),
    shown: moment === undefined ? Number.NaN : valueAt(moment.tiles(), slab.parameter, code),
    change: before === undefined ? Number.NaN : figures.now - valueAt(before, slab.parameter, code),
  };
}

function headOf(slab: Slab, parameter: Parameter, row: number, column: number): number | null {
  if (slab.heads === 0) {
    return null;
  }
  const index = slab.headAxis === 1 ? column : row;
  const part = parameter.parts.find(({ name }) => name === slab.part);
  const length = part?.length ?? matrixShape(parameter)[slab.headAxis];
  return Math.floor(((index - (part?.start ?? 0)) * slab.heads) / length);
}
