/** How large a file of numbers will be, told from what is logged. Pure. */

import type { ExportFormat, ExportKind } from "../../api";
import { chosenKinds, type DataChoice, type Facts, parametersOf, stepsOf } from "./choice";

/** Characters of a number as text, on average; measured on real runs. */
const NUMBER_CHARACTERS: Readonly<Record<ExportKind, number>> = {
  statistics: 10,
  weights: 10.9,
  gradients: 12.3,
  rows: 10.9,
  row_statistics: 9.9,
};

/** What is told beside the numbers: about the run, about each array, and what an archive needs of each. */
const HEADER_BYTES = 2400;
const HEADER_BYTES_PER_ARRAY: Readonly<Record<ExportFormat, number>> = {
  csv: 260,
  json: 355,
  npz: 700,
  safetensors: 460,
};

const FLOAT_BYTES = 4;
const ROW_STATISTICS = 3;
/** Number and label of each logged row, once in the file. */
const BYTES_PER_ROW: Readonly<Record<ExportFormat, number>> = { csv: 0, json: 11, npz: 14, safetensors: 14 };
/** `grad_norm`, `norm` and `scale`, with quotes. */
const ROW_STATISTIC_CHARACTERS = 8;
/** A token in quotes. */
const LABEL_CHARACTERS = 6;
/** What stands between the fields of a line of CSV, the quotes of the parameter's name, and the line's end. */
const SIGNS_PER_LINE = 10;

/** A spreadsheet has no more lines. */
export const MOST_SPREADSHEET_LINES = 1_048_576;

/** One kind of numbers of one parameter, at one step. */
interface ExportedArray {
  readonly kind: ExportKind;
  readonly name: string;
  readonly values: number;
  /** Rows that are logged of it as such; 0 for a tile and statistics. */
  readonly rows: number;
  /** Characters of its row, label, column and statistic in a line of CSV, on average. */
  readonly placeCharacters: number;
}

export interface Size {
  /** Numbers in the file. */
  readonly values: number;
  readonly bytes: number;
}

/** How many numbers a choice has, and about how large their file will be. */
export function sizeOf(choice: DataChoice, facts: Facts): Size {
  const arrays = arraysOf(choice, facts);
  const steps = stepsOf(choice, facts);
  const values = arrays.reduce((sum, array) => sum + array.values, 0) * steps.length;
  const stepCharacters = mean(steps.map((step) => String(step).length));
  const bytes = arrays.reduce(
    (sum, array) =>
      sum +
      array.values * steps.length * valueBytes(choice.format, array, stepCharacters) +
      array.rows * BYTES_PER_ROW[choice.format],
    HEADER_BYTES + arrays.length * HEADER_BYTES_PER_ARRAY[choice.format],
  );
  return { values, bytes: Math.round(bytes) };
}

function valueBytes(
  format: ExportFormat,
  { kind, name, placeCharacters }: ExportedArray,
  stepCharacters: number,
): number {
  const text = NUMBER_CHARACTERS[kind];
  switch (format) {
    case "csv":
      return kind.length + name.length + stepCharacters + placeCharacters + SIGNS_PER_LINE + text;
    case "json":
      return text + 1;
    default:
      return FLOAT_BYTES;
  }
}

function arraysOf(choice: DataChoice, facts: Facts): readonly ExportedArray[] {
  const kinds = chosenKinds(choice, facts);
  return parametersOf(choice.scope, facts).flatMap((parameter) =>
    kinds.flatMap((kind) => {
      const { name, tile_shape: tile, shape } = parameter;
      if (kind === "statistics") {
        const names = facts.run.statistic_names;
        return [
          { kind, name, values: names.length, rows: 0, placeCharacters: mean(names.map((word) => word.length + 2)) },
        ];
      }
      if (kind === "weights" || kind === "gradients") {
        const columns = shape.reduce((product, size) => product * size, 1) / Math.max(1, shape[0] ?? 1);
        return [
          { kind, name, values: tile[0] * tile[1], rows: 0, placeCharacters: digits(shape[0] ?? 1) + digits(columns) },
        ];
      }
      return rowArrays(kind, choice, facts, name);
    }),
  );
}

function rowArrays(
  kind: ExportKind,
  { scope }: DataChoice,
  { run, rows }: Facts,
  name: string,
): readonly ExportedArray[] {
  const cloud = run.cloud_layouts.find(({ parameter }) => parameter === name);
  if (cloud === undefined) {
    return [];
  }
  const count = scope === "rows" ? rows.length : cloud.rows;
  const columns = kind === "rows" ? cloud.columns : ROW_STATISTICS;
  const column = kind === "rows" ? digits(cloud.columns) : ROW_STATISTIC_CHARACTERS;
  const label = cloud.labeled ? LABEL_CHARACTERS : 0;
  return [{ kind, name, values: count * columns, rows: count, placeCharacters: digits(cloud.rows) + label + column }];
}

/** Digits of a number from 0 to below `count`, on average. */
function digits(count: number): number {
  const longest = String(Math.max(0, Math.ceil(count) - 1)).length;
  return longest - 10 ** (longest - 1) / Math.max(10, count);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
