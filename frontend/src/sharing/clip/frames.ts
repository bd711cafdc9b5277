/** Which step each frame of a clip shows. Pure. */

import type { FilmPace } from "../../store/playback";

export interface ClipSpan {
  readonly first: number;
  readonly last: number;
  /** Steps of the snapshots, ascending. */
  readonly snapshotSteps: readonly number[];
  readonly pace: FilmPace;
}

/** The step at a share of the clip, 0 at its first frame and 1 at its last. */
export function stepOfFrame({ first, last, snapshotSteps, pace }: ClipSpan, share: number): number {
  const inside = Math.min(1, Math.max(0, share));
  if (pace === "steps") {
    return first + (last - first) * inside;
  }
  // Each snapshot takes the same time, and so do the ends where none lies.
  const stops = [first, ...snapshotSteps.filter((step) => step > first && step < last), last];
  const place = inside * (stops.length - 1);
  const before = stops[Math.floor(place)] ?? last;
  const after = stops[Math.floor(place) + 1] ?? last;
  return before + (after - before) * (place % 1);
}

/** How many frames a clip has; at least one that begins it and one that ends it. */
export function frameCount(seconds: number, framesPerSecond: number): number {
  return Math.max(2, Math.round(seconds * framesPerSecond));
}

/** Bits that one pixel of one frame takes: fine points need more than films of people. */
const BITS_PER_PIXEL = 0.14;

/** How many bits a second a clip may take. */
export function bitsPerSecond(width: number, height: number, framesPerSecond: number): number {
  // Twice the frames need less than twice the bits: they differ less.
  return Math.round(width * height * BITS_PER_PIXEL * 30 * (framesPerSecond / 30) ** 0.6);
}
