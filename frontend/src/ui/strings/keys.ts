/** All keys of the page and what they do, for people to read. */

import { FAR_CELLS, SHORTCUTS } from "./navigation";

export interface KeyLine {
  /** As tinykeys names them. */
  readonly keys: readonly string[];
  readonly does: string;
}

export interface KeyGroup {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

const arrows = (before = ""): readonly string[] =>
  ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) => before + key);

/** Keys that work wherever the focus is, unless it is on something that wants them itself. */
export const PAGE_KEYS: readonly KeyGroup[] = [
  {
    title: "Time",
    lines: [
      { keys: ["Space"], does: "Play or pause" },
      { keys: ["ArrowLeft", "ArrowRight"], does: "Go to the snapshot before or after" },
      { keys: ["Home", "End"], does: "Go to the first or the last step" },
    ],
  },
  {
    title: "Views",
    lines: [
      {
        keys: [...SHORTCUTS.embeddings, ...SHORTCUTS.network, ...SHORTCUTS.charts],
        does: "Open the embeddings, the network, the charts",
      },
      { keys: SHORTCUTS.table, does: "Open the table of what the picture shows" },
      { keys: SHORTCUTS.shortcuts, does: "Open this list" },
      {
        keys: SHORTCUTS.escape,
        does: "Close what is open; then, let go of what is selected, and of the trails",
      },
    ],
  },
  {
    title: "Camera",
    lines: [
      { keys: ["+", "Shift++", "-"], does: "Look closer, or from farther away" },
      { keys: arrows("Shift+"), does: "Turn the picture; move it where it is flat" },
      { keys: SHORTCUTS.resetCamera, does: "Show the whole picture" },
      {
        keys: [...SHORTCUTS.flyToSelection, ...SHORTCUTS.enterSelection],
        does: "In the network: fly to what is selected",
      },
    ],
  },
  {
    title: "Selection",
    lines: [
      { keys: SHORTCUTS.previous, does: "Select the point, or the parameter, before" },
      { keys: SHORTCUTS.next, does: "Select the one after" },
      {
        keys: [...SHORTCUTS.cellAbove, ...SHORTCUTS.cellLeft, ...SHORTCUTS.cellBelow, ...SHORTCUTS.cellRight],
        does: "In the network: select the weight above, to the left, below, to the right",
      },
      {
        keys: [
          ...SHORTCUTS.farCellAbove,
          ...SHORTCUTS.farCellLeft,
          ...SHORTCUTS.farCellBelow,
          ...SHORTCUTS.farCellRight,
        ],
        does: `In the network: go ${FAR_CELLS} weights at once`,
      },
    ],
  },
];

/** Keys that a part of the page wants while the focus is on it. */
export const PLACE_KEYS: readonly KeyGroup[] = [
  {
    title: "On the tree of modules",
    lines: [
      { keys: ["ArrowUp", "ArrowDown", "Home", "End"], does: "Go to the row before or after, the first, the last" },
      { keys: ["ArrowRight", "ArrowLeft"], does: "Open a module, or close it" },
      { keys: ["Enter", "Space"], does: "Select the parameter, or fly to the module" },
      { keys: ["A … Z"], does: "Go to the next name that begins with what is typed" },
    ],
  },
  {
    title: "On a map of the charts",
    lines: [
      { keys: arrows(), does: "Go to the cell beside, and hear its number" },
      { keys: ["PageUp", "PageDown"], does: "Go many rows at once" },
      { keys: ["Home", "End"], does: "Go to the first or the last step" },
      { keys: ["Enter", "Space"], does: "Select the parameter, and go to the step" },
      { keys: ["Escape"], does: "Leave the cell" },
    ],
  },
  {
    title: "On a point of a list",
    lines: [
      { keys: ["Enter"], does: "Select it" },
      { keys: ["Shift+Enter"], does: "Draw its trail beside that of the selected one, or take it away" },
    ],
  },
];

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  PageUp: "Page Up",
  PageDown: "Page Down",
  "-": "−",
};
const NAMES: Readonly<Record<string, string>> = {
  "←": "left arrow",
  "→": "right arrow",
  "↑": "up arrow",
  "↓": "down arrow",
  "+": "plus",
  "−": "minus",
  "?": "question mark",
  "[": "left bracket",
  "]": "right bracket",
};

/** A sign that takes Shift on most keyboards is known by itself. */
const SHIFTED: readonly string[] = ["Shift+?", "Shift++"];

/** The signs on the keys that are pressed together, `["Shift", "W"]`, each combination once. */
export function caps(keys: readonly string[]): ReadonlyArray<readonly string[]> {
  return keys.filter((key) => !SHIFTED.includes(key)).map((key) => split(key).map(signOf));
}

/** What a sign on a key is called, where it may not be read out. */
export function capName(cap: string): string | undefined {
  return NAMES[cap];
}

/** `Shift++` is Shift and +. */
function split(key: string): readonly string[] {
  const [modifier, rest] =
    key.length > 1 ? [key.slice(0, key.indexOf("+")), key.slice(key.indexOf("+") + 1)] : ["", key];
  return modifier === "" || !key.includes("+") ? [key] : [modifier, rest];
}

function signOf(key: string): string {
  const sign = SIGNS[key] ?? key;
  return sign.length === 1 ? sign.toUpperCase() : sign;
}

export const SHORTCUTS_TITLES = {
  everywhere: "Everywhere",
  places: "Where the focus is",
  hint: "Tab goes from one control to the next. While something is typed, its letters are no shortcuts.",
} as const;
