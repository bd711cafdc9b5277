/** Which snapshots are kept where not all fit: evenly spread, and all of them around where the user is. Pure. */

import { type Span, stretched } from "./comparison/alignment";

/** A film at its usual speed shows no more than so many: a finer selection takes time and memory, and nobody sees it. */
export const MOST_SPREAD = 1000;

/** Where snapshots are kept without gaps. */
export interface Dense {
  /** So many. */
  readonly count: number;
  /** Around this step. */
  readonly near: number;
  /** Where the step is one of an axis over which each run is stretched: that axis. */
  readonly axis?: Span;
}

/** How much is kept of a run. */
export interface Keep {
  readonly most: number;
  readonly dense: Dense;
}

/** At most `most` of ascending steps (at least two): evenly spread ones, and those around where they are dense, ascending. */
export function keptSteps(steps: readonly number[], keep: Keep): readonly number[] {
  const limit = limitOf(keep);
  if (steps.length <= limit) {
    return steps;
  }
  const near = denseSteps(steps, keep);
  const kept = new Set([...spreadSteps(steps, limit - near.length), ...near]);
  return steps.filter((step) => kept.has(step));
}

/**
 * The steps that are kept without gaps where not all are kept, the nearest first. The stretch moves on in strides, so that
 * a small move of the user's asks for nothing.
 */
export function denseSteps(steps: readonly number[], keep: Keep): readonly number[] {
  const { count } = keep.dense;
  const limit = limitOf(keep);
  const last = steps.at(-1);
  if (last === undefined || steps.length <= limit) {
    return [];
  }
  const { axis, near: wanted } = keep.dense;
  const [first = last] = steps;
  const near = Math.min(axis === undefined ? wanted : stretched(wanted, axis, { first, last }), last);
  const size = Math.min(count, Math.floor(limit / 2));
  const stride = Math.max(1, Math.floor(size / 4));
  const place = Math.round(steps.findIndex((step) => step >= near) / stride) * stride;
  const start = Math.min(steps.length - size, Math.max(0, place - Math.floor(size / 2)));
  return steps.slice(start, start + size).sort((a, b) => Math.abs(a - near) - Math.abs(b - near));
}

function limitOf({ most, dense }: Keep): number {
  return Math.max(2, Math.min(Math.floor(most), MOST_SPREAD + dense.count));
}

/**
 * All multiples of a power of two by their number, and of the numbers half way between them the newest. The first and the
 * last step are always among them. A step that is left out once stays out while the run grows, except for the last.
 */
function spreadSteps(steps: readonly number[], most: number): readonly number[] {
  const limit = Math.max(2, most);
  let stride = 1;
  while (Math.ceil(steps.length / stride) + 1 > limit) {
    stride *= 2;
  }
  const last = steps.length - 1;
  const coarse = steps.filter((_, index) => index % stride === 0 || index === last);
  const between = steps.filter((_, index) => index !== last && stride > 1 && index % stride === stride / 2);
  const room = limit - coarse.length;
  return [...coarse, ...between.slice(Math.max(0, between.length - room))];
}

/** The order in which snapshots are fetched: the last, the first, then ever finer, so that any beginning is spread evenly. */
export function loadingOrder(steps: readonly number[]): readonly number[] {
  const [first] = steps;
  const last = steps.at(-1);
  const between = steps.slice(1, -1).map((step, index) => ({ step, fineness: -trailingZeros(index + 1) }));
  between.sort((a, b) => a.fineness - b.fineness || a.step - b.step);
  return [...new Set([last, first, ...between.map(({ step }) => step)])].filter((step) => step !== undefined);
}

function trailingZeros(index: number): number {
  return 31 - Math.clz32(index & -index);
}
