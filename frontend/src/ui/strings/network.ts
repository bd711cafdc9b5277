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
  differenceTo: (run: string): string => `difference to ${run}`,
  isReference: "the run that differences are taken from",
  noGradients: "this run logs no gradients",
  nothingAt: "nothing is logged in this quantity",
  sampled: "A selection of real weights: each cell is one of the model’s.",
} as const;
