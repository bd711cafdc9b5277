/** What is derived from the loaded clouds for the picture: the frame of each pane and the range of the colours. Pure. */

import type { ColorBy } from "./choices";
import { type Frame, mixFrames, unionOfFrames } from "./frame";
import { bracketOf, type CloudHistory, type CloudSnapshot } from "./history";

export type Range = readonly [number, number];

const LARGEST_SAMPLE = 20_000;
const LOWEST_SHARE = 0.01;
const HIGHEST_SHARE = 0.99;

/**
 * The frame of each history at a step: around its own middle, all of the same radius, so that sizes can be compared.
 * Without zoom, the frame holds the whole training.
 */
export function framesAt(histories: readonly CloudHistory[], step: number, autoZoom: boolean): Frame[] {
  const own = histories.map(({ snapshots }) => {
    if (!autoZoom) {
      return unionOfFrames([...snapshots].reverse().map(({ frame }) => frame));
    }
    const { before, after, fraction } = bracketOf(snapshots, step);
    const from = snapshots[before]?.frame;
    const to = snapshots[after]?.frame;
    return from === undefined || to === undefined ? unionOfFrames([]) : mixFrames(from, to, fraction);
  });
  const radius = Math.max(...own.map((frame) => frame.radius));
  return own.map(({ center }) => ({ center, radius }));
}

/** The numbers at the ends of the colours: the same for all steps and runs, without the outermost hundredth. */
export function valueRange(histories: readonly CloudHistory[], colorBy: ColorBy): Range | null {
  if (colorBy === "row") {
    const rows = histories.flatMap(({ rowIds }) => [rowIds[0] ?? 0, rowIds.at(-1) ?? 0]);
    return rows.length > 0 ? [Math.min(...rows), Math.max(...rows)] : null;
  }
  const arrays = histories.flatMap(({ snapshots }) => snapshots.map((snapshot) => valuesOf(snapshot, colorBy)));
  const count = arrays.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.max(1, Math.floor(count / LARGEST_SAMPLE));
  const sample: number[] = [];
  for (const values of arrays) {
    // A start that wanders, so that a stride does not meet the same rows in each snapshot.
    for (let index = sample.length % stride; index < values.length; index += stride) {
      const value = values[index];
      if (value !== undefined && Number.isFinite(value)) {
        sample.push(value);
      }
    }
  }
  sample.sort((a, b) => a - b);
  const low = sample[Math.floor((sample.length - 1) * LOWEST_SHARE)];
  const high = sample[Math.ceil((sample.length - 1) * HIGHEST_SHARE)];
  return low === undefined || high === undefined ? null : [low, high];
}

function valuesOf(snapshot: CloudSnapshot, colorBy: Exclude<ColorBy, "row">): Float32Array {
  return colorBy === "magnitude" ? snapshot.magnitudes : snapshot.gradients;
}
