/** What the page says in the Network view. */

import { compact, number } from "./format";

export const NETWORK_STRINGS = {
  row: (row: number): string => `row ${number(row)}`,
  column: (column: number): string => `column ${number(column)}`,
  head: (head: number): string => `head ${number(head)}`,
  element: (index: number): string => `element ${number(index)}`,
  scaleOfSlab: (quantity: string): string => `${quantity}, scale of each slab`,
  scaleOfAll: (quantity: string): string => `${quantity}, one scale for all`,
  slabEnds: ["− 2.5 rms", "0", "+ 2.5 rms"],
  weights: (count: number): string => `${compact(count)} weights`,
  nonfinite: "not finite",
  absent: "not logged",
  sinceStep: (step: number, since: number): string => `step ${number(step)} less step ${number(since)}`,
  sinceStepOf: (step: number, since: number, run: string): string =>
    `step ${number(step)} less step ${number(since)} of ${run}`,
  differenceTo: (run: string): string => `difference to ${run}`,
  isReference: "the run that differences are taken from",
  noGradients: "this run logs no gradients",
  earlierGradients: (step: number): string => `gradients of step ${number(step)}: none were logged later`,
  nothingInCommon: (run: string): string => `no parameter has the same shape in ${run}`,
  changeLabel: "change since last snapshot",
  zScore: "z-score",
  snapshot: "snapshot",
  nothingAt: "nothing is logged in this quantity",
  sampled: "A selection of real weights: each cell is one of the model’s.",
} as const;
