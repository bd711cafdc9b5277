/** What the page says where one finds the way through a model, and the keys for it. */

import type { ActiveFilters } from "../../store/navigation/filters";
import { number, percent } from "./format";

export const NAVIGATION = {
  kinds: "Parameters",
  all: "All",
  none: "None",
  allHint: "Show all kinds",
  noneHint: "Hide all kinds",
  layers: "Layers",
  allLayers: "All layers",
  layer: (layer: number): string => `Layer ${layer}`,
  layerRange: (first: number, last: number): string => (first === last ? `layer ${first}` : `layers ${first}–${last}`),
  firstLayer: "First layer",
  lastLayer: "Last layer",
  filterParameters: "Filter parameters",
  filterHint: "Part of a name, or a regular expression",
  modules: "Modules",
  parameterCount: (shown: number, all: number): string =>
    `${shown === all ? "" : `${number(shown)} of `}${number(all)} ${all === 1 ? "parameter" : "parameters"}`,
  shape: (shape: readonly number[]): string => (shape.length === 0 ? "1" : shape.map(number).join(" × ")),
  breadcrumbs: "Breadcrumbs",
  model: "model",
  values: "Values",
  noGradients: "These runs log no gradients",
  differences: "The differences of the weights are shown; compare the runs side by side to choose",
  kindCount: (shown: number, all: number): string => `${shown} of ${all} kinds`,
  clearFilters: "Clear all filters",
  settings: "Settings",
  loadingHistory: "Loading history",
  loadedShare: (share: number): string => `Loading history: ${percent(share)}`,
} as const;

/** What the message over an empty picture says, and what its button does. */
export const PROBLEMS = {
  filtered: {
    title: "No parameter passes these filters",
    button: "Clear the filters",
  },
  no_gradients: {
    title: "These runs log no gradients",
    button: "Show the weights",
  },
  one_run: {
    title: "A difference needs two runs",
    button: "Show the weights",
  },
} as const;

/** `6 of 8 kinds · layers 2–4 · “attn”`. */
export function filterSummary({ kinds, layers, name }: ActiveFilters): string {
  return [
    ...(kinds === null ? [] : [NAVIGATION.kindCount(...kinds)]),
    ...(layers === null ? [] : [NAVIGATION.layerRange(layers.first, layers.last)]),
    ...(name === null ? [] : [`“${name}”`]),
  ].join(" · ");
}

const ALT = "Alt+";
const SHIFT = "Shift+";
/** So many cells at once with Shift. */
export const FAR_CELLS = 8;

/** Keys as tinykeys and `aria-keyshortcuts` name them. */
export const SHORTCUTS = {
  embeddings: ["1"],
  network: ["2"],
  charts: ["3"],
  previous: ["[", `${ALT}ArrowDown`],
  next: ["]", `${ALT}ArrowUp`],
  cellAbove: ["w"],
  cellLeft: ["a"],
  cellBelow: ["s"],
  cellRight: ["d"],
  farCellAbove: [`${SHIFT}w`],
  farCellLeft: [`${SHIFT}a`],
  farCellBelow: [`${SHIFT}s`],
  farCellRight: [`${SHIFT}d`],
  flyToSelection: ["f"],
  enterSelection: ["Enter"],
  resetCamera: ["r"],
  table: ["t"],
  shortcuts: ["?", `${SHIFT}?`],
  escape: ["Escape"],
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** The words of `aria-keyshortcuts` for what a control does. */
export function ariaKeys(shortcut: Shortcut): string {
  return SHORTCUTS[shortcut].join(" ");
}
