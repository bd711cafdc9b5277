/** How several runs are set against each other, and where on the page each of them is drawn. Pure. */

import { type Pane, panesOf } from "../panes";

export const COMPARES = ["side_by_side", "overlay", "difference"] as const;
/** A pane each, all in one, or each less another one. */
export type Compare = (typeof COMPARES)[number];

/** Not on the page. */
const NOWHERE: Pane = { x: 0, y: 0, width: 0, height: 0 };

/** Whether a run is drawn at all: the one that differences are taken from is not. */
export function isDrawn({ width, height }: Pane): boolean {
  return width > 0 && height > 0;
}

/** One pane for each of the runs; that of `reference`, from which differences are taken, is nowhere. */
export function arrangedPanes(
  compare: Compare,
  { count, reference }: { readonly count: number; readonly reference: number },
  { width, height }: { readonly width: number; readonly height: number },
): readonly Pane[] {
  switch (compare) {
    case "side_by_side":
      return panesOf(count, width, height);
    case "overlay":
      return Array.from({ length: count }, () => ({ x: 0, y: 0, width, height }));
    case "difference": {
      const panes = panesOf(count - 1, width, height);
      panes.splice(reference, 0, NOWHERE);
      return panes;
    }
  }
}

/** How runs are compared where it is possible: one run not at all, and buildings never in one place. */
export function possibleCompare(compare: Compare, count: number, hasOverlay: boolean): Compare {
  return count < 2 || (compare === "overlay" && !hasOverlay) ? "side_by_side" : compare;
}
