/** What the dialogs say that make pictures and clips. */

import type { ClipFormat } from "../../sharing/clip/formats";
import type { Parts } from "../../sharing/poster/figure";
import type { Resolution } from "../../sharing/sizes";
import type { FilmPace } from "../../store/playback";
import { number } from "./format";

const BYTES_PER_MB = 1e6;

/** A size as people read it; small ones with one digit more. */
function megabytes(bytes: number): string {
  const size = bytes / BYTES_PER_MB;
  return `${size < 10 ? size.toFixed(1) : number(size)} MB`;
}

export const PICTURE = {
  title: "Picture (PNG)",
  preview: "Preview",
  opening: "Drawing the preview…",
  resolution: "Resolution",
  ownWidth: "Width in pixels",
  ownWidthHint: (least: number, most: number): string => `A number from ${number(least)} to ${number(most)}`,
  background: "Background",
  contents: "In the picture",
  pixels: (width: number, height: number): string => `${number(width)} × ${number(height)} pixels`,
  about: (bytes: number): string => `, about ${megabytes(bytes)}`,
  tooLarge: "No browser has room for so many pixels. Choose a smaller width.",
  save: "Save picture",
  saved: (name: string, bytes: number): string => `Saved ${name}, ${megabytes(bytes)}`,
  notDrawn: "The browser could not write a PNG of this size; try a smaller one",
  theme: "Charts are drawn in the colours of the page.",
} as const;

export const RESOLUTION_NAMES: Readonly<Record<Resolution, string>> = {
  view: "As on the page",
  view_twice: "Twice as fine",
  full_hd: "1920 × 1080",
  ultra_hd: "3840 × 2160 (4K)",
  own: "Own width",
};

export const BACKGROUND_NAMES = {
  light: "Light",
  dark: "Dark",
  transparent_light: "Transparent, for light pages",
  transparent_dark: "Transparent, for dark pages",
} as const;

export const PART_NAMES: Readonly<Record<keyof Parts, string>> = {
  names: "Title, runs and step",
  legend: "Legend",
  phase: "Phase of the training",
  insight: "Insight",
  explanation: "Explanation of the parameter",
};

/** Why there is nothing of it. */
export const PART_MISSING: Readonly<Record<keyof Parts, string>> = {
  names: "",
  legend: "",
  phase: "no phase is known at this step",
  insight: "there is none",
  explanation: "select a parameter first",
};

export const CLIP = {
  title: "Clip of the training",
  from: "From step",
  to: "To step",
  order: "The last step must come after the first.",
  length: "Length",
  seconds: (seconds: number): string => `${number(seconds)} s`,
  framesPerSecond: "Frames a second",
  size: "Resolution",
  height: (height: number): string => `${height}p`,
  format: "Format",
  pace: "Pace",
  looking: "Asking the browser what it can write…",
  none: "This browser can write no clips: it has neither WebCodecs nor MediaRecorder. A current Chrome, Edge, Firefox or Safari can.",
  charts: "Charts stand still. Open Embeddings or Network, and export a clip there.",
  standing: "There is only one step so far: a clip needs two.",
  estimate: (width: number, height: number, frames: number, bytes: number): string =>
    `${PICTURE.pixels(width, height)}, ${number(frames)} frames, at most ${megabytes(bytes)}`,
  realTime: (seconds: number): string =>
    `This page came over plain HTTP, where browsers do not let it encode. The clip is recorded instead: that takes the ${number(seconds)} seconds that it lasts, and this tab must stay in front.`,
  offline: "Drawn frame after frame in full quality: a slow machine takes longer, and the clip stays smooth.",
  make: "Make clip",
  saved: (name: string, bytes: number): string => `Saved ${name}, ${megabytes(bytes)}`,
} as const;

export const FORMAT_NAMES: Readonly<Record<ClipFormat, string>> = { mp4: "MP4 (H.264)", webm: "WebM" };

export const PACE_NAMES: Readonly<Record<FilmPace, string>> = {
  steps: "even steps",
  snapshots: "even snapshots",
};
