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
/** Rows are as tall as a line of text, where all of them then fit into the view; */
const LABELED_ROW = 13;
/** if they can, they leave room for what stands below them. */
const WANTED_SHARE = 0.62;
/** Groups of thinner rows have no gap between them. */
const THINNEST_GROUPED = 2;
/** Rows have whole pixels from this height on. */
const WHOLE_ROW = 3;

/** Lays out groups of so many rows each, for a view of this height; no row is thinner than one pixel. */
export function layOutRows(groupSizes: readonly number[], viewHeight: number): MapLayout {
  const count = Math.max(
    1,
    groupSizes.reduce((sum, size) => sum + size, 0),
  );
  const hasRowLabels = count * LABELED_ROW <= viewHeight;
  const roughly = hasRowLabels
    ? Math.max(LABELED_ROW, Math.min(TALLEST_ROW, (viewHeight * WANTED_SHARE) / count))
    : Math.max(1, (viewHeight * WANTED_SHARE) / count);
  const rowHeight = roughly >= WHOLE_ROW ? Math.floor(roughly) : roughly;
  const gap = hasRowLabels ? 4 : Number(rowHeight >= THINNEST_GROUPED);
  const tops: number[] = [];
  let top = 0;
  for (const size of groupSizes) {
    for (let row = 0; row < size; row += 1) {
      tops.push(top + row * rowHeight);
    }
    top += size * rowHeight + gap;
  }
  return { rowHeight, tops, height: Math.max(0, top - gap), hasRowLabels };
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

/** From where to where a step's cell reaches, as shares of the width: half way to its neighbours. */
export function cellSpan(steps: readonly number[], domain: Domain, index: number): readonly [number, number] {
  const step = steps[index] ?? domain.first;
  const before = steps[index - 1];
  const after = steps[index + 1];
  return [
    before === undefined ? 0 : shareOf(domain, (before + step) / 2),
    after === undefined ? 1 : shareOf(domain, (step + after) / 2),
  ];
}

/** Those of some labels, by their upper edges, that stand at least so far apart; where two do not, the weightier stays. */
export function apart(tops: readonly number[], weights: readonly number[], distance: number): readonly number[] {
  const kept: number[] = [];
  const byWeight = tops.map((_, index) => index).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  for (const index of byWeight) {
    if (kept.every((other) => Math.abs((tops[other] ?? 0) - (tops[index] ?? 0)) >= distance)) {
      kept.push(index);
    }
  }
  return kept.sort((a, b) => a - b);
}
