/** What the table of what the picture shows says. */

import type { Kind } from "../../store/kinds";
import type { TableSubject } from "../../store/table/shown";
import type { Column, ColumnKey } from "../../store/table/table";
import { CHANGES, MOVEMENT_FORMATS } from "./changes";
import { measure, number, percent, quoted } from "./format";
import { figure } from "./inspector";
import { KIND_NAMES } from "./kinds";
import { COLOR_NAMES } from "./page";
import { QUANTITY_NAMES } from "./quantities";
import { statisticName } from "./statistics";

export const TABLE = {
  run: "Run",
  of: "Table of",
  parameters: "Parameters",
  cells: "Weights of the selected one",
  search: "Search the table",
  searchHint: "A name, a label, or the number of a row",
  step: (step: number | null): string => (step === null ? "No step is loaded" : `Step ${number(step)}`),
  previousSnapshot: "Previous snapshot",
  nextSnapshot: "Next snapshot",
  select: "Select",
  selection: "Selection",
  selectRow: (name: string): string => `Select ${name}`,
  rows: (first: number, last: number, found: number, all: number): string => {
    const range = found === 0 ? "No row" : `Rows ${number(first)} to ${number(last)} of ${number(found)}`;
    return found === all ? range : `${range} found among ${number(all)}`;
  },
  previousPage: "Previous page",
  nextPage: "Next page",
  scrolls: "Numbers, scrollable",
  loading: "Nothing is loaded yet.",
  unknown: "–",
} as const;

/** What stands over the table. */
export function captionOf(subject: TableSubject, run: string, step: number | null): string {
  const at = step === null ? run : `${run}, step ${number(step)}`;
  switch (subject.kind) {
    case "points":
      return `Rows of ${subject.parameter} in ${at}`;
    case "parameters":
      return `Parameters of ${at}`;
    case "statistic":
      return `${statisticName(subject.statistic)} over time, ${run}`;
    case "cells":
      return `${capitalized(QUANTITY_NAMES[subject.quantity].inText)}: ${subject.parameter}${
        subject.part === null ? "" : ` (${subject.part})`
      } in ${at}`;
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const HEADINGS: Readonly<Record<ColumnKey, (column: Column) => string>> = {
  row: () => "Row",
  label: () => "Label",
  norm: () => "Norm",
  gradient: () => "Gradient norm",
  axis: ({ number: axis = 0 }) => `PC ${axis}`,
  movement: () => capitalized(COLOR_NAMES.movement.legend),
  neighbor_change: () => capitalized(COLOR_NAMES.neighbor_change.legend),
  difference: () => "Distance to the other run",
  neighbor: () => "Distance to the selected row",
  parameter: () => "Name",
  kind: () => "Kind",
  layer: () => "Layer",
  shape: () => "Shape",
  statistic: ({ statistic = "", number: step }) =>
    step === undefined ? statisticName(statistic) : `Step ${number(step)}`,
  column: ({ number: column = 0 }) => number(column),
};

/** What stands at the head of a column. */
export function headingOf(column: Column): string {
  return HEADINGS[column.key](column);
}

/** What stands in a cell. */
export function cellText(column: Column, row: number): string {
  const value = column.valueAt(row);
  if (typeof value === "string") {
    return textOf(column.key, value);
  }
  if (column.statistic !== undefined) {
    return figure(column.statistic, value);
  }
  return Number.isNaN(value) ? TABLE.unknown : numberOf(column.key, value);
}

function textOf(key: ColumnKey, value: string): string {
  if (key === "kind") {
    return KIND_NAMES[value as Kind];
  }
  return key === "label" && value !== "" ? quoted(value) : value;
}

function numberOf(key: ColumnKey, value: number): string {
  switch (key) {
    case "row":
      return number(value);
    case "layer":
      return CHANGES.layer(value);
    case "neighbor_change":
      return percent(value);
    case "movement":
      return MOVEMENT_FORMATS.movement(value);
    default:
      return measure(value);
  }
}
