/** What the page says where runs are compared. */

import type { Alignment } from "../../store/comparison/alignment";
import type { Compare } from "../../store/comparison/compare";
import { number } from "./format";

export const COMPARE_NAMES: Readonly<Record<Compare, { readonly name: string; readonly hint: string }>> = {
  side_by_side: { name: "Side by side", hint: "A pane for each run, with one camera and one timeline" },
  overlay: { name: "Overlay", hint: "The points of all runs in one pane, in the colours of the runs" },
  difference: { name: "Difference", hint: "Each run less another one" },
};

export const ALIGNMENT_NAMES: Readonly<Record<Alignment, string>> = {
  step: "step",
  share: "share of training",
};

export const COMPARE = {
  title: "Compare",
  needsTwo: "A comparison needs two runs: check another one.",
  onlyPoints: "Weights of two runs have no place in common: only points can be laid over each other.",
  chartsOverlay: "Charts lay the lines of all runs over each other, step on step.",
  alignBy: "Align by",
  alignHint: "Whether runs are shown at the same step, or at the same share of their own training",
  differenceTo: "Difference to",
  less: (run: string, reference: string): string => `${run} less ${reference}`,
  distanceTo: (run: string): string => `distance to ${run}`,
  against: (step: number, run: string): string => `against step ${number(Math.round(step))} of ${run}`,
  coloursOfRuns: "each run in its colour",
  nothingShared: "No row is in both runs.",
  run: "run",
  rowsInBoth: (count: number, all: number): string => `${number(count)} of ${number(all)} rows are in both`,
  parametersInBoth: (count: number, all: number): string => `${number(count)} of ${number(all)} parameters are in both`,
  only: (run: string): string => `only in ${run}`,
  otherShape: "of another shape",
  reshaped: (name: string, here: readonly number[], there: readonly number[]): string =>
    `${name}: ${here.join(" × ")}, there ${there.join(" × ")}`,
  more: (count: number): string => `and ${number(count)} more`,
} as const;
