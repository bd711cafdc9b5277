/** What can be chosen about a picture. Pure. */

import type { Size, Theme } from "../../store/state";
import { type Resolution, readWidth, scaled } from "../sizes";
import type { Parts } from "./figure";
import type { PosterOrder } from "./poster";

/** Transparent ones have letters for light or for dark pages. */
export const BACKGROUNDS = ["light", "dark", "transparent_light", "transparent_dark"] as const;
export type Background = (typeof BACKGROUNDS)[number];

export interface PictureChoice {
  readonly resolution: Resolution;
  /** As it was typed. */
  readonly ownWidth: string;
  readonly background: Background;
  readonly parts: Parts;
}

/** What is chosen at first, on a page of this theme. */
export function firstChoice(theme: Theme): PictureChoice {
  return {
    resolution: "view_twice",
    ownWidth: "1600",
    background: theme,
    parts: { names: true, legend: true, phase: false, insight: false, explanation: false },
  };
}

/** What is to be drawn of a picture of this size on the page; null while the width that was typed is none. */
export function orderOf(
  { resolution, ownWidth, background, parts }: PictureChoice,
  pictureSize: Size,
): PosterOrder | null {
  const width = readWidth(ownWidth);
  return width === null && resolution === "own"
    ? null
    : {
        ...scaled(resolution, pictureSize, width ?? 0),
        theme: background.endsWith("dark") ? "dark" : "light",
        isTransparent: background.startsWith("transparent"),
        parts,
      };
}
