/** What is derived from the loaded clouds for the picture: the frame of each pane and the range of the colours. Pure. */

import { type Frame, mixFrames, unionOfFrames } from "./frame";
import { bracketOf, type CloudHistory, type CloudSnapshot } from "./history";
import type { SnapshotColor } from "./movement/values";

export type Range = readonly [number, number];

const LARGEST_SAMPLE = 20_000;
const LOWEST_SHARE = 0.01;
const HIGHEST_SHARE = 0.99;

/**
 * The frame of each history at its step: around its own middle, all of the same radius, so that sizes can be compared.
 * Without zoom, the frame holds the whole training.
 */
export function framesAt(
  histories: readonly CloudHistory[],
  stepOf: (snapshots: readonly CloudSnapshot[]) => number,
  autoZoom: boolean,
): Frame[] {
  const own = histories.map(({ snapshots }) => {
    if (!autoZoom) {
      return wholeFrame(snapshots);
    }
    const { before, after, fraction } = bracketOf(snapshots, stepOf(snapshots));
    const from = snapshots[before]?.frame;
    const to = snapshots[after]?.frame;
    return from === undefined || to === undefined ? unionOfFrames([]) : mixFrames(from, to, fraction);
  });
  const radius = Math.max(...own.map((frame) => frame.radius));
  return own.map(({ center }) => ({ center, radius }));
}

const wholeFrames = new WeakMap<readonly CloudSnapshot[], Frame>();

/** The frame that holds all snapshots, around the middle of the last; found once, as it is asked for with every frame. */
function wholeFrame(snapshots: readonly CloudSnapshot[]): Frame {
  const frame = wholeFrames.get(snapshots) ?? unionOfFrames([...snapshots].reverse().map((one) => one.frame));
  wholeFrames.set(snapshots, frame);
  return frame;
}

/** The numbers at the ends of the colours: the same for all steps and runs, without the outermost hundredth. */
export function valueRange(histories: readonly CloudHistory[], colorBy: SnapshotColor): Range | null {
  if (colorBy === "row") {
    return rowRange(histories);
  }
  const arrays = histories.flatMap(({ snapshots }) => snapshots.map((snapshot) => valuesOf(snapshot, colorBy)));
  const count = arrays.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.max(1, Math.floor(count / LARGEST_SAMPLE));
  // Typed, since these are sorted at every arrival: without a function that compares, it takes a quarter of the time.
  const sample = new Float32Array(Math.ceil(count / stride) + arrays.length);
  let sampled = 0;
  for (const [number, values] of arrays.entries()) {
    // A start that wanders, so that a stride does not meet the same rows in each snapshot.
    for (let index = number % stride; index < values.length; index += stride) {
      const value = values[index];
      if (value !== undefined && Number.isFinite(value)) {
        sample[sampled] = value;
        sampled += 1;
      }
    }
  }
  const sorted = sample.subarray(0, sampled).sort();
  const low = sorted[Math.floor((sampled - 1) * LOWEST_SHARE)];
  const high = sorted[Math.ceil((sampled - 1) * HIGHEST_SHARE)];
  return low === undefined || high === undefined ? null : [low, high];
}

/** Rows are logged in the order in which the user named them. */
function rowRange(histories: readonly CloudHistory[]): Range | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { rowIds } of histories) {
    for (const row of rowIds) {
      low = Math.min(low, row);
      high = Math.max(high, row);
    }
  }
  return low <= high ? [low, high] : null;
}

function valuesOf(snapshot: CloudSnapshot, colorBy: Exclude<SnapshotColor, "row">): Float32Array {
  return colorBy === "magnitude" ? snapshot.magnitudes : snapshot.gradients;
}
