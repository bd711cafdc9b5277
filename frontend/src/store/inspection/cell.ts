/** What is known of one weight over time. Pure. */

import type { Parameter } from "../../answers";
import { fullIndex, matrixShape } from "../building/slabs";
import { statistic, type TileSnapshot } from "../network/history";
import { valueAt } from "../network/quantities";
import { nearestSnapshot, type Subject } from "./subject";

/** Numbers are NaN where they were not logged, or are not finite. */
export interface CellFigures {
  readonly step: number;
  readonly now: number;
  readonly start: number;
  readonly gradient: number;
  /** How many standard deviations of its tensor the weight lies above the mean. */
  readonly zScore: number;
}

/** The place of a weight among the codes of a snapshot, by its row and column in the full matrix; -1 where it is not logged. */
export function codeIndex(parameter: Parameter, row: number, column: number): number {
  const [rows, columns] = matrixShape(parameter);
  const [tileRows, tileColumns] = parameter.tile_shape;
  const tileRow = tileIndex(row, tileRows, rows);
  const tileColumn = tileIndex(column, tileColumns, columns);
  return tileRow < 0 || tileColumn < 0 ? -1 : parameter.tile_offset + tileRow * tileColumns + tileColumn;
}

/** The cell of a tile that shows a row or column of the full matrix; -1 where none does. */
export function tileIndex(index: number, tileSize: number, size: number): number {
  const cell = Math.ceil((index * tileSize) / size);
  return index >= 0 && cell < tileSize && fullIndex(cell, tileSize, size) === index ? cell : -1;
}

/** The figures of a weight at the step nearest to one; null where its weights are not logged, or not this one. */
export function cellFigures(subject: Subject, row: number, column: number, step: number): CellFigures | null {
  const { history, index, parameter } = subject;
  const code = codeIndex(parameter, row, column);
  const now = nearestSnapshot(history.weights, step);
  if (code < 0 || now === undefined) {
    return null;
  }
  const at = (tiles: TileSnapshot | undefined): number =>
    tiles === undefined ? Number.NaN : valueAt(tiles, index, code);
  const table = nearestSnapshot(history.statistics, now.step);
  const mean = statistic(history.run, table, index, "mean");
  const deviation = statistic(history.run, table, index, "std");
  return {
    step: now.step,
    now: at(now),
    start: at(history.weights[0]),
    gradient: at(history.gradients.find((gradients) => gradients.step === now.step)),
    zScore: deviation > 0 ? (at(now) - mean) / deviation : Number.NaN,
  };
}
