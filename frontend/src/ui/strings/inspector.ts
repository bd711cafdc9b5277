/** What the inspector says around the parameter's own explanation. */

import { LOST } from "../../store/charts/values";
import { CHARTS } from "./charts";
import { measure, number, quoted } from "./format";
import { statisticName } from "./statistics";

export const INSPECTOR = {
  title: "Inspector",
  close: "Close",
  notThere: (name: string): string => `None of the shown runs has ${name}.`,
  loading: "Loading its numbers…",
  shape: (shape: readonly number[]): string => (shape.length === 0 ? "scalar" : shape.map(number).join(" × ")),
  heads: (count: number): string => (count === 1 ? "1 head" : `${number(count)} heads`),
  layer: (layer: number): string => `layer ${layer}`,
  tied: (aliases: readonly string[]): string => `Tied with ${aliases.join(", ")}: one array under several names.`,
  wholeTensor: (part: string, parts: readonly string[]): string =>
    `${part} is a part of this tensor; the statistics are of all of it: ${parts.join(", ")}.`,
  sampledCells: ([rows, columns]: readonly [number, number], [ofRows, ofColumns]: readonly [number, number]): string =>
    ofRows === 1
      ? `In the Network one sees ${number(columns)} of its ${number(ofColumns)} weights.`
      : `In the Network one sees ${[shareOf(rows, ofRows, "row"), shareOf(columns, ofColumns, "column")].join(" and ")}.`,
  run: "Run",
  statistics: (step: number): string => `Statistics, step ${number(step)}`,
  statistic: "statistic",
  change: "change since start",
  estimates: (sampled: number, all: number): string =>
    `≈ estimated from ${number(sampled)} of ${number(all)} weights; what has no ≈ is exact.`,
  sampledNorms: (sampled: number, all: number): string =>
    `≈ estimated from ${number(sampled)} of ${number(all)} weights. Its exact norm was not taken at every step; where it was not, norm and RMS are estimates too.`,
  wholeSample: "All weights were read: these numbers are exact.",
  notCounted: "not counted",
  histogram: "Values, now and at the start",
  histogramLabel: (now: number, start: number): string =>
    `Density of the weights at step ${number(now)}, and at step ${number(start)}`,
  now: "now",
  atStep: (step: number): string => `step ${number(step)}`,
  sameValue: (value: number, step: number, lost: number): string =>
    `At step ${number(step)} nearly all ${lost > 0 ? "of the finite " : ""}weights are ${measure(value)}.`,
  finiteOnly: (lost: number, all: number): string =>
    `${number(lost)} of ${number(all)} weights are not finite: mean, standard deviation, extremes and zeros are those of the others.`,
  noQuantiles: (step: number): string => `At step ${number(step)} it has no finite weights to draw.`,
  normOverTime: "Norm",
  gradientOverTime: "Gradient norm",
  updatesOverTime: "Update ratio",
  bandOverTime: "Spread of the weights",
  row: (row: number): string => `Row ${number(row)}`,
  rowLabel: (row: number, label: string): string => `Row ${number(row)}, ${quoted(label)}`,
  neighbors: (step: number): string => `Nearest neighbours by cosine distance, step ${number(step)}`,
  neighborsHint: "By cosine distance in the full width, among the logged rows.",
  neighborName: (row: number, label: string | null): string => (label === null ? `row ${number(row)}` : quoted(label)),
  looking: "Looking for its neighbours…",
  noNeighbors: "It has no neighbours.",
  cell: (row: number, column: number): string => `Weight at row ${number(row)}, column ${number(column)}`,
  element: (index: number): string => `Weight ${number(index)}`,
  cellAbsent: "This weight is not among those that were logged.",
  value: "value",
  valueAtStart: "at the start",
  changed: "change since the start",
  gradient: "gradient",
  zScore: "z-score",
  zScoreHint: "Its distance from the tensor’s mean, in standard deviations.",
} as const;

/** `all 64 columns`, `64 of its 103 rows`. */
function shareOf(shown: number, all: number, noun: string): string {
  return shown === all ? `all ${number(all)} ${noun}s` : `${number(shown)} of its ${number(all)} ${noun}s`;
}

/** A number of a statistic, as the table shows it. */
export function figure(statistic: string, value: number): string {
  if (value === LOST) {
    return CHARTS.lost;
  }
  if (statistic === "nonfinite" && Number.isNaN(value)) {
    return INSPECTOR.notCounted;
  }
  if (statistic.endsWith("nonfinite") && Number.isFinite(value)) {
    return number(value);
  }
  return statistic === "zeros" && Number.isFinite(value) ? `${Number((value * 100).toPrecision(3))} %` : measure(value);
}

const ABBREVIATION = /^[A-Z]{2}/u;

/** How the table calls a statistic: as everywhere, but within a sentence. */
export function figureName(statistic: string): string {
  const name = statisticName(statistic);
  return ABBREVIATION.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
