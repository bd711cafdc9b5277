/** Draws a cloud into a picture, between two of its snapshots. Pure. */

import type { CloudLook } from "../../cloud_look";
import type { ShownCloud } from "../../projector";
import type { Pixels } from "../pixels";
import { type Clip, press, type Stamps, SUBPIXELS } from "./stamps";

/** Colours that are told apart; one more stands for values that are not known. */
export const COLORS = 64;
export const UNKNOWN_COLOR = COLORS;

export interface CloudStyle {
  readonly look: CloudLook;
  readonly valueRange: readonly [number, number];
  /** In the colours of a table of `COLORS` + 1. */
  readonly stamps: Stamps;
  /** Pixels of the picture per CSS pixel. */
  readonly pixelRatio: number;
  /** The points to draw, the lowest first. */
  readonly order: Uint32Array;
}

/** Presses every point that has a place; the cloud is seen straight from the front. */
export function drawCloud(
  pixels: Pixels,
  clip: Clip,
  { matrix, pane, before, after, fraction }: ShownCloud,
  style: CloudStyle,
): void {
  const { look, stamps, pixelRatio } = style;
  const across = (value(matrix, 0) * pane.width * pixelRatio) / 2;
  const up = (value(matrix, 5) * pane.height * pixelRatio) / 2;
  const left = (pane.x + ((value(matrix, 12) + 1) * pane.width) / 2) * pixelRatio;
  const top = (pane.y + ((1 - value(matrix, 13)) * pane.height) / 2) * pixelRatio;
  const [from, to] = [before.positions, after.positions];
  const [fromValues, toValues] = [look.values(before), look.values(after)];
  const [low, high] = style.valueRange;
  const colorsPerValue = COLORS / Math.max(high - low, 1e-20);
  const margin = stamps.radius + 1;
  for (const point of style.order) {
    const i = point * 3;
    const x = left + across * between(from[i] as number, to[i] as number, fraction);
    const y = top - up * between(from[i + 1] as number, to[i + 1] as number, fraction);
    // False for a point without a place, too.
    if (x > clip.left - margin && x < clip.right + margin && y > clip.top - margin && y < clip.bottom + margin) {
      const share = between(fromValues[point] as number, toValues[point] as number, fraction) - low;
      const color = Number.isNaN(share) ? UNKNOWN_COLOR : clamp(Math.floor(share * colorsPerValue), COLORS - 1);
      const [subX, subY] = [Math.floor(x * SUBPIXELS), Math.floor(y * SUBPIXELS)];
      const stamp = stamps.get(color, subX & (SUBPIXELS - 1), subY & (SUBPIXELS - 1));
      press(pixels, clip, stamp, Math.floor(x), Math.floor(y));
    }
  }
}

/** At a snapshot the other one does not count, not even where it is not a number. */
function between(from: number, to: number, fraction: number): number {
  return fraction === 0 ? from : from + (to - from) * fraction;
}

function clamp(color: number, last: number): number {
  return Math.min(last, Math.max(0, color));
}

function value(matrix: ArrayLike<number>, index: number): number {
  return matrix[index] ?? 0;
}
