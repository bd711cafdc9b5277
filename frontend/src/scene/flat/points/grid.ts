/** Draws the grid behind a cloud, and the two axes: lines along the pixels, fainter away from the middle. Pure. */

import type { Frame } from "../../../store/frame";
import { gridOf } from "../../../store/grid";
import type { Pane } from "../../../store/panes";
import { type ClipMatrix, project } from "../../projector";
import { blend, type Pixels } from "../pixels";
import type { Clip } from "./stamps";

/** Half the width of the square that the axes border, in units of the frame's radius. */
export const SQUARE = 1.25;
/** Where the names of the axes stand: below the end of the one, and above that of the other. */
export const FLAT_AXIS_NAMES: readonly (readonly [number, number, number])[] = [
  [0.88 * SQUARE, -SQUARE, 0],
  [-SQUARE, SQUARE, 0],
];
const FINE_STRENGTH = 0.4;
const FADE_FROM = 1;
const FADE_TO = 2.4;

export interface GridScene {
  readonly frame: Frame;
  /** From units of the frame's radius, around its middle. */
  readonly matrix: ClipMatrix;
  readonly pane: Pane;
  readonly pixelRatio: number;
  readonly color: number;
  /** 0 to 1. */
  readonly strength: number;
}

/** Draws lines where the coordinates are round numbers. */
export function drawGrid(pixels: Pixels, clip: Clip, scene: GridScene): void {
  const { interval, fineness } = gridOf(scene.frame.radius);
  for (const [factor, share] of [
    [10, fineness * FINE_STRENGTH],
    [1, 1],
  ] as const) {
    for (const axis of [0, 1] as const) {
      const step = interval / factor / scene.frame.radius;
      const start = scene.frame.center[axis] / scene.frame.radius;
      const first = Math.ceil((start - FADE_TO) / step);
      const last = Math.floor((start + FADE_TO) / step);
      for (let number = first; number <= last; number += 1) {
        drawLine(pixels, clip, scene, { axis, at: number * step - start, strength: scene.strength * share });
      }
    }
  }
}

/** Draws the axes at the left and at the bottom of the square. */
export function drawAxes(pixels: Pixels, clip: Clip, scene: GridScene): void {
  const strength = Math.min(1, scene.strength * 2.6);
  for (const axis of [0, 1] as const) {
    drawLine(pixels, clip, scene, { axis, at: -SQUARE, strength, reach: SQUARE });
  }
}

interface Line {
  /** The coordinate that is the same all along the line. */
  readonly axis: 0 | 1;
  readonly at: number;
  readonly strength: number;
  /** How far it goes both ways, evenly; without it, until it has faded. */
  readonly reach?: number;
}

function drawLine(pixels: Pixels, clip: Clip, scene: GridScene, { axis, at, strength, reach }: Line): void {
  const end = reach ?? FADE_TO;
  const place = (along: number): { readonly x: number; readonly y: number } | null =>
    axis === 0
      ? project(scene.matrix, scene.pane, at, along, 0)
      : project(scene.matrix, scene.pane, along, at, 0);
  const [from, to] = [place(-end), place(end)];
  if (from === null || to === null) {
    return;
  }
  const { pixelRatio, color } = scene;
  const across = axis === 0 ? "x" : "y";
  const along = axis === 0 ? "y" : "x";
  const [least, most] = axis === 0 ? [clip.top, clip.bottom] : [clip.left, clip.right];
  const line = Math.floor(from[across] * pixelRatio);
  const isInside = axis === 0 ? line >= clip.left && line < clip.right : line >= clip.top && line < clip.bottom;
  const [begin, finish] = [from[along] * pixelRatio, to[along] * pixelRatio];
  const first = Math.max(least, Math.round(Math.min(begin, finish)));
  const last = isInside ? Math.min(most, Math.round(Math.max(begin, finish)) + 1) : first;
  for (let pixel = first; pixel < last; pixel += 1) {
    const place01 = (pixel - begin) / (finish - begin);
    const far = reach === undefined ? Math.hypot(at, (place01 * 2 - 1) * end) : 0;
    const alpha = Math.round(255 * strength * (1 - fade(far)));
    const index = axis === 0 ? pixel * pixels.width + line : line * pixels.width + pixel;
    if (alpha > 0) {
      pixels.data[index] = blend(pixels.data[index] as number, color, alpha);
    }
  }
}

function fade(far: number): number {
  const share = Math.min(1, Math.max(0, (far - FADE_FROM) / (FADE_TO - FADE_FROM)));
  return share * share * (3 - 2 * share);
}
