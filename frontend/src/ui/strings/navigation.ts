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
  previousSlab: ["[", `${ALT}ArrowDown`],
  nextSlab: ["]", `${ALT}ArrowUp`],
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
  escape: ["Escape"],
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** All keys of the page and what they do, for people to read. */
export const KEYS: ReadonlyArray<{ readonly keys: readonly string[]; readonly does: string }> = [
  { keys: ["Space"], does: "Play or pause" },
  { keys: ["ArrowLeft", "ArrowRight"], does: "Go to the snapshot before or after" },
  { keys: ["Home", "End"], does: "Go to the first or the last step" },
  {
    keys: [...SHORTCUTS.embeddings, ...SHORTCUTS.network, ...SHORTCUTS.charts],
    does: "Open the embeddings, the network, the charts",
  },
  { keys: [...SHORTCUTS.previousSlab, ...SHORTCUTS.nextSlab], does: "Select the parameter before or after" },
  {
    keys: [...SHORTCUTS.cellAbove, ...SHORTCUTS.cellLeft, ...SHORTCUTS.cellBelow, ...SHORTCUTS.cellRight],
    does: "Select the weight above, to the left, below, to the right",
  },
  {
    keys: [...SHORTCUTS.farCellAbove, ...SHORTCUTS.farCellLeft, ...SHORTCUTS.farCellBelow, ...SHORTCUTS.farCellRight],
    does: `Go ${FAR_CELLS} weights at once`,
  },
  { keys: [...SHORTCUTS.flyToSelection, ...SHORTCUTS.enterSelection], does: "Fly to what is selected" },
  { keys: ["+", "−"], does: "Look closer, or from farther away" },
  { keys: ["Shift+Arrow keys"], does: "Turn the picture; move it where it is flat" },
  { keys: SHORTCUTS.resetCamera, does: "Show the whole picture" },
  {
    keys: SHORTCUTS.escape,
    does: "Close what is open on the right; then, let go of what is selected, and of the trails",
  },
];

/** The words of `aria-keyshortcuts` for what a control does. */
export function ariaKeys(shortcut: Shortcut): string {
  return SHORTCUTS[shortcut].join(" ");
}
