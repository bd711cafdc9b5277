/** How large pictures and clips become. Pure. */

import type { Size } from "../store/state";
import type { PosterSize } from "./poster/layout";

export const RESOLUTIONS = ["view", "view_twice", "full_hd", "ultra_hd", "own"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Letters keep their proportion to this height: such a picture has them as large as the page has. */
const UNIT_HEIGHT = 540;
export const OWN_WIDTHS = { least: 320, most: 8192 } as const;
/** As much as any browser's canvas has. */
const MOST_PIXELS = 8192 * 8192;

/** What is drawn: in CSS pixels, and how many pixels each of them has. */
export interface Scaled {
  readonly size: PosterSize;
  readonly pixelRatio: number;
}

/** A resolution, for a view of a size on the page. */
export function scaled(resolution: Resolution, view: Size, ownWidth: number): Scaled {
  switch (resolution) {
    case "view":
      return { size: { picture: view }, pixelRatio: 1 };
    case "view_twice":
      return { size: { picture: view }, pixelRatio: 2 };
    case "full_hd":
      return scaledTo({ width: 1920, height: 1080 });
    case "ultra_hd":
      return scaledTo({ width: 3840, height: 2160 });
    case "own":
      return { size: { picture: view }, pixelRatio: ownWidth / Math.max(1, view.width) };
  }
}

/** A picture of so many pixels. */
export function scaledTo({ width, height }: Size): Scaled {
  const pixelRatio = height / UNIT_HEIGHT;
  return { size: { whole: { width: width / pixelRatio, height: UNIT_HEIGHT } }, pixelRatio };
}

/** A width that can be drawn, of what somebody has typed; null where it is no number. */
export function readWidth(typed: string): number | null {
  const width = Math.round(Number(typed));
  return typed.trim() === "" || !Number.isFinite(width)
    ? null
    : Math.min(OWN_WIDTHS.most, Math.max(OWN_WIDTHS.least, width));
}

/** Whether a browser has room for so many pixels. */
export function isDrawable({ width, height }: Size): boolean {
  return width * height <= MOST_PIXELS && Math.max(width, height) <= 2 * OWN_WIDTHS.most;
}

/** With more pixels edges get longer, but not the surfaces between them: found on clouds and buildings from 0.3 to 8 megapixels. */
const PNG_GROWTH = 0.75;

/** About how large a PNG becomes, known how large a smaller one is of the same picture. */
export function pngBytes(small: { readonly bytes: number; readonly pixels: number }, pixels: number): number {
  return small.bytes * (pixels / Math.max(1, small.pixels)) ** PNG_GROWTH;
}
