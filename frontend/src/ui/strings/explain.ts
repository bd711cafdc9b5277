/** What the page says around explanations, and what it calls the subjects that have no other name; the texts are in learn/content. */

import type { CellColor, PictureColor } from "../../learn/subjects";

export const EXPLAIN = {
  whatIs: (title: string): string => `What is this? ${title}`,
  hint: (title: string): string => `What is this? ${title}: what to expect of it, and what would be a bad sign`,
  whatToExpect: "What to expect of it",
  start: "At the start",
  end: "At the end",
  warning: "A bad sign",
  column: "explanation",
  readMore: "Read more",
  opensTab: "(in a new tab)",
  failed: "The explanation could not be loaded: TensorBoard does not answer.",
  colorsOfRuns: "a colour for each run",
  phases: "Phases",
} as const;

export const PART_TITLES: Readonly<Record<string, string>> = {
  query: "Query",
  key: "Key",
  value: "Value",
  output: "Output projection",
  fc: "MLP, first matrix",
  projection: "MLP, second matrix",
};

export const TIED_TITLE = "Token embeddings, tied with the head";

export const BIAS_TITLES: Readonly<Record<string, string>> = {
  query: "Query bias",
  key: "Key bias",
  value: "Value bias",
  attention: "Attention bias",
  mlp: "MLP bias",
  norm: "Norm bias",
  head: "Head bias",
  conv: "Convolution bias",
  other: "Bias",
};

export const COLOR_TITLES: Readonly<Record<PictureColor, string>> = {
  magnitude: "Colour by magnitude",
  gradient: "Colour by gradient",
  row: "Colour by row",
  movement: "Colour by movement",
  neighbor_change: "Colour by new neighbours",
  distance: "Colour by distance to another run",
  runs: "Colours of runs",
  map: "Colours of the map",
};

export const CELL_COLOR_TITLES: Readonly<Record<CellColor, string>> = {
  weight: "Colours of weights",
  gradient: "Colours of gradients",
  change: "Colours of changes",
  since_start: "Colours of changes since the start",
  difference: "Colours of differences",
  nonfinite: "Magenta: not finite",
};

export const AXES_TITLE = "Axes and grid";
