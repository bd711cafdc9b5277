/** Where the rows and steps of a map lie on the page, and which of them is at a place. Pure. */

import { type Domain, shareOf, stepAt } from "../axis";

export interface MapLayout {
  readonly rowHeight: number;
  /** The upper edge of each row. */
  readonly tops: readonly number[];
  readonly height: number;
  readonly hasRowLabels: boolean;
}

const TALLEST_ROW = 18;
const LABELED_ROW = 13;
/** From this height on rows have whole pixels. */
const WHOLE_ROW = 3;

/** Lays out groups of so many rows each, in about so many pixels; no row is thinner than one pixel. */
export function layOutRows(groupSizes: readonly number[], wantedHeight: number): MapLayout {
  const count = groupSizes.reduce((sum, size) => sum + size, 0);
  const roughly = Math.min(TALLEST_ROW, Math.max(1, wantedHeight / Math.max(1, count)));
  const rowHeight = roughly >= WHOLE_ROW ? Math.floor(roughly) : roughly;
  const gap = rowHeight >= LABELED_ROW ? 4 : 1;
  const tops: number[] = [];
  let top = 0;
  for (const size of groupSizes) {
    for (let row = 0; row < size; row += 1) {
      tops.push(top + row * rowHeight);
    }
    top += size * rowHeight + gap;
  }
  return { rowHeight, tops, height: Math.max(0, top - gap), hasRowLabels: rowHeight >= LABELED_ROW };
}

/** The row at a height; the one above in the gap between groups. -1 where there is none. */
export function rowAt({ tops, height }: MapLayout, y: number): number {
  return y < 0 || y >= height ? -1 : tops.findLastIndex((top) => top <= y);
}

/** The number of the step nearest to another; -1 where there is none. Of two equally near ones the earlier. */
export function nearestIndex(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = steps[middle] ?? 0;
    const next = steps[middle + 1] ?? 0;
    if (step - here <= next - step) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

/** For each pixel of a width the number of the step that it shows: the one nearest to its middle. */
export function stepColumns(steps: readonly number[], domain: Domain, widthPixels: number): Int32Array {
  return Int32Array.from({ length: widthPixels }, (_, pixel) =>
    nearestIndex(steps, stepAt(domain, (pixel + 0.5) / widthPixels)),
  );
}

/** The pixel in which a step lies. */
export function stepPixel(domain: Domain, step: number, widthPixels: number): number {
  return Math.min(widthPixels - 1, Math.max(0, Math.floor(shareOf(domain, step) * widthPixels)));
}

/** Those of some labels, by their upper edges, that stand at least so far apart. */
export function apart(tops: readonly number[], distance: number): readonly number[] {
  const kept: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, top] of tops.entries()) {
    if (top - last >= distance) {
      kept.push(index);
      last = top;
    }
  }
  return kept;
}
