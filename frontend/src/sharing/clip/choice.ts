/** What can be chosen about a clip. Pure. */

import type { Domain } from "../../store/axis";
import type { FilmPace } from "../../store/playback";
import type { Size, Theme } from "../../store/state";
import type { Parts } from "../poster/figure";
import type { PosterOrder } from "../poster/poster";
import { scaledTo } from "../sizes";
import type { ClipFormat } from "./formats";

export const CLIP_HEIGHTS = [360, 720, 1080] as const;
export type ClipHeight = (typeof CLIP_HEIGHTS)[number];
export const FRAME_RATES = [24, 30, 60] as const;
export type FrameRate = (typeof FRAME_RATES)[number];
export const CLIP_SECONDS = { least: 1, most: 60 } as const;

export interface ClipChoice {
  /** As they were typed. */
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  readonly framesPerSecond: FrameRate;
  readonly height: ClipHeight;
  /** Null: the first that the browser can write. */
  readonly format: ClipFormat | null;
  readonly pace: FilmPace;
  readonly theme: Theme;
  readonly parts: Parts;
}

/** The whole training, on a page of this theme and with this pace of its film. */
export function firstClip({ first, last }: Domain, theme: Theme, pace: FilmPace): ClipChoice {
  return {
    from: String(first),
    to: String(last),
    seconds: 12,
    framesPerSecond: 30,
    height: 720,
    format: null,
    pace,
    theme,
    parts: { names: true, legend: true, phase: true, insight: false, explanation: false },
  };
}

/** The steps that were typed, inside the training; null where they are none, or the last comes before the first. */
export function typedSpan({ from, to }: Pick<ClipChoice, "from" | "to">, domain: Domain): Domain | null {
  const [first, last] = [from, to].map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
  if (first === undefined || last === undefined || !(first < last)) {
    return null;
  }
  const span = { first: Math.max(domain.first, first), last: Math.min(domain.last, last) };
  return span.first < span.last ? span : null;
}

/** Films are 16 : 9; both sides are even, as codecs want them. */
export function clipSize(height: ClipHeight): Size {
  return { width: (height * 16) / 9, height };
}

export function clipOrder({ height, theme, parts }: ClipChoice): PosterOrder {
  return { ...scaledTo(clipSize(height)), theme, isTransparent: false, parts };
}
