/** How much of a picture is drawn, from all of it to as little as can be understood. Pure. */

import type { QualityChoice } from "./settings";

export type Quality = "full" | "reduced" | "low";

/** How much is drawn, and how often. */
export interface Detail {
  readonly quality: Quality;
  /** Largest number of drawn pixels along one of the page's. */
  readonly pixelRatio: number;
  /** Share of a large cloud's points. */
  readonly pointShare: number;
  /** Share of those of them that are far from the camera. */
  readonly farShare: number;
  /** Share of the labels; 0: none. */
  readonly labelShare: number;
  /** One of so many of the browser's frames is drawn. */
  readonly frameStride: number;
  /** Factor on the time between two polls. */
  readonly pollFactor: number;
}

export const LARGEST_PIXEL_RATIO = 2;

export const FULL_DETAIL: Detail = {
  quality: "full",
  pixelRatio: LARGEST_PIXEL_RATIO,
  pointShare: 1,
  farShare: 1,
  labelShare: 1,
  frameStride: 1,
  pollFactor: 1,
};

/** What each level takes away from the one before. */
const STEPS: readonly Partial<Detail>[] = [
  { quality: "reduced", pixelRatio: 1.5 },
  { pixelRatio: 1 },
  { pixelRatio: 0.75 },
  { farShare: 0.4 },
  { pointShare: 0.5, farShare: 0.25 },
  { pointShare: 0.25, farShare: 0.15 },
  { quality: "low", labelShare: 0.3 },
  { labelShare: 0 },
  { frameStride: 2, pollFactor: 2 },
  { frameStride: 3, pollFactor: 4 },
];

const FIXED: Readonly<Record<Quality, Detail>> = {
  full: FULL_DETAIL,
  reduced: { ...FULL_DETAIL, quality: "reduced", pixelRatio: 1, farShare: 0.5, pointShare: 0.5 },
  low: { ...FULL_DETAIL, quality: "low", pixelRatio: 0.75, farShare: 0.25, pointShare: 0.25, labelShare: 0.3 },
};

/** The levels from full to low, without those that would change nothing on a screen of so few pixels. */
export function levelsFor(devicePixelRatio: number): readonly Detail[] {
  const levels = [FULL_DETAIL];
  let level = FULL_DETAIL;
  for (const step of STEPS) {
    level = { ...level, ...step };
    if (step.pixelRatio === undefined || step.pixelRatio < devicePixelRatio) {
      levels.push(level);
    }
  }
  return levels;
}

/** What a quality means that the user has fixed. */
export function detailOf(quality: Exclude<QualityChoice, "automatic">): Detail {
  return FIXED[quality];
}
