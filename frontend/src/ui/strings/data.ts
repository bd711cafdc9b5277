/** What the dialog for files of numbers says. */

import type { ExportFormat, ExportKind } from "../../api";
import type { Obstacle, Scope } from "../../sharing/data/choice";
import type { Size } from "../../sharing/data/size";
import { fileSize } from "./file_size";
import { compact, number, quoted } from "./format";

/** So many rows are named. */
const MOST_NAMED = 4;

export const DATA = {
  title: "Export numbers",
  run: "Run",
  of: "Of what",
  kinds: "Which numbers",
  steps: "At which steps",
  format: "As",
  save: "Save",
  from: "from",
  to: "to",
  firstStep: "First step",
  lastStep: "Last step",
  shownStep: (step: number): string => `The snapshot shown: step ${number(step)}`,
  between: "Those between two steps",
  allSteps: (count: number, first: number, last: number): string =>
    count === 1 ? `The only one, step ${number(first)}` : `All ${number(count)}, ${number(first)} to ${number(last)}`,
  size: ({ bytes, values }: Size, steps: number): string =>
    `About ${fileSize(bytes)}: ${compact(values)} ${values === 1 ? "number" : "numbers"}, ${number(steps)} ${steps === 1 ? "step" : "steps"}`,
  received: (done: number, total: number): string => `${fileSize(done)} of about ${fileSize(total)}`,
  saved: (file: string, bytes: number): string => `Saved as ${file}, ${fileSize(bytes)}.`,
  handedOver: "Your browser is downloading it, and shows there how far it is.",
  handOver: "So large a file is downloaded by your browser itself, which shows how far it is and lets you cancel.",
  tooManyLines: (lines: number, most: number): string =>
    `A spreadsheet opens ${number(most)} lines; this file has ${compact(lines)}.`,
  smaller: (bytes: number): string => `As NPZ it would be about ${fileSize(bytes)}.`,
  tile: ([rows, columns]: readonly [number, number], shape: readonly number[]): string =>
    `Logged are ${rows === 1 ? number(columns) : `${number(rows)} × ${number(columns)}`} of its ${shape.map(number).join(" × ")} weights, evenly spaced; the file has these.`,
  tiles: (count: number): string =>
    `Of ${count === 1 ? "one parameter" : `${number(count)} parameters`} an even selection of weights is logged; the file has that.`,
  rowsLogged: (logged: number, all: number): string =>
    `Logged are ${number(logged)} of its ${number(all)} rows; the file has these.`,
  wholeParameter: (what: string): string => `Selected is ${what}; the file has all that is logged of the parameter.`,
  oneWeight: "one weight",
  oneRow: "one row",
} as const;

/** What each scope is called, and of what exactly it is. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  rows: "The selected points",
  selected: "One parameter",
  shown: "The parameters shown",
  all: "All parameters",
};

/** The names of rows; of many the first few. */
export function rowNames(rows: readonly number[], labelOf: (row: number) => string | null): string {
  const names = rows.slice(0, MOST_NAMED).map((row) => {
    const label = labelOf(row);
    return label === null ? `row ${number(row)}` : quoted(label);
  });
  return rows.length > MOST_NAMED
    ? `${names.join(", ")} and ${number(rows.length - MOST_NAMED)} more`
    : names.join(", ");
}

export const EXPORT_KIND_WORDS: Readonly<Record<ExportKind, { readonly name: string; readonly hint: string }>> = {
  statistics: { name: "Statistics", hint: "Mean, norm, quantiles and the like: a few dozen numbers a step" },
  weights: { name: "Weights", hint: "The logged weights themselves" },
  gradients: { name: "Gradients", hint: "The gradients of the same weights" },
  rows: { name: "Rows", hint: "The logged rows, every column of them: the points before projection" },
  row_statistics: { name: "Row norms", hint: "Norm and gradient norm of each logged row" },
};

export const FORMAT_WORDS: Readonly<Record<ExportFormat, { readonly name: string; readonly hint: string }>> = {
  csv: { name: "CSV", hint: 'A line per number; pandas.read_csv(file, comment="#") reads it, spreadsheets do too' },
  json: { name: "JSON", hint: "Nested lists with a header that explains them, for any language" },
  npz: { name: "NPZ", hint: "An array per parameter: numpy.load(file) reads it. Exact, and small" },
  safetensors: {
    name: "safetensors",
    hint: "An array per parameter, for PyTorch, JAX, Rust and others. Exact, and small",
  },
};

export const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  no_kind: "Choose which numbers.",
  no_step: "No snapshot lies between these steps.",
  too_many_parameters: "These are more names than one request can hold: choose all, or fewer.",
};
