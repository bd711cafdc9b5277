/** What the charts say. */

import { number } from "./format";

export const CHARTS = {
  statistic: "Statistic",
  scale: "Scale",
  linear: "Linear",
  logarithmic: "Log",
  logarithmicHint: "Colours and axes by powers of ten, where the numbers differ enough for that.",
  map: "Layers over time",
  mapLabel: (statistic: string, run: string, rows: number, steps: number): string =>
    `${statistic} of ${number(rows)} parameters of ${run} at ${number(steps)} steps. Arrow keys move among the cells, Enter selects.`,
  mapHint: "Click a cell to select its parameter and go to its step.",
  cellText: (name: string, step: number, statistic: string, value: string): string =>
    `${name}, step ${number(step)}, ${statistic}: ${value}`,
  lost: "not finite",
  absent: "not logged",
  noNumber: "–",
  noNumbers: "None of the shown parameters has this statistic.",
  nothingShown: "All parameters are hidden by the filters on the left.",
  lines: "Over time",
  linesOf: (statistic: string, path: string): string => `${statistic} of ${path}`,
  byKind: (statistic: string): string => `${statistic} by kind`,
  byKindNorm: "The norm of all parameters of a kind together.",
  byKindCount: "Of all parameters of a kind together.",
  byKindMedian: "The median over the parameters of a kind.",
  selectHint: "Select a parameter, in the map or in the list on the left, to see its lines and its distribution.",
  spread: "Weights over time",
  spreadHint: "Lines and bands are quantiles: median, 25–75 %, 5–95 %, 1–99 %.",
  gradientSpread: "Gradients over time",
  gradientSpreadHint: "Median, and 5–95 % of the sampled gradients.",
  ridges: "Histograms over time",
  ridgesHint: "Densities drawn from the quantiles; the first step is at the back.",
  plotLabel: (title: string, runs: readonly string[]): string => `${title}; ${runs.join(", ")}`,
  constant: "There is no spread to draw: the values are all the same, or not logged.",
  noQuantiles: "Its quantiles are not logged.",
  stepName: "Step",
  step: (step: number): string => `Step ${number(step)}`,
  lostAt: (count: number): string => (count === 1 ? "not finite at 1 step" : `not finite at ${number(count)} steps`),
} as const;

/** How the quantiles are called in a legend. */
export function quantileName(share: number): string {
  return share === 0.5 ? "median" : `${Math.round(share * 100)} %`;
}
