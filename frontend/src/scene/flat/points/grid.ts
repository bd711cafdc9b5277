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
const FADE_FROM = 0.8;
const FADE_TO = 2.4;
const FADE_SPAN = FADE_TO ** 2 - FADE_FROM ** 2;
/** Lines that stand closer are not drawn. */
const CLOSEST_PIXELS = 6;
const FAINTEST = 0.012;
const FADE_PIXELS = 8;

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
  drawLines(pixels, clip, scene, { interval: interval / 10, strength: scene.strength * fineness * FINE_STRENGTH });
  drawLines(pixels, clip, scene, { interval, strength: scene.strength });
}

/** Draws lines both ways; none where they are too close, or too faint, to be told apart. */
function drawLines(
  pixels: Pixels,
  clip: Clip,
  scene: GridScene,
  { interval, strength }: { readonly interval: number; readonly strength: number },
): void {
  const { frame, matrix, pane } = scene;
  const step = interval / frame.radius;
  const stepPixels = (step * (matrix[0] ?? 0) * pane.width) / 2;
  if (stepPixels < CLOSEST_PIXELS || strength < FAINTEST) {
    return;
  }
  for (const axis of [0, 1] as const) {
    const start = frame.center[axis] / frame.radius;
    const last = Math.floor((start + FADE_TO) / step);
    for (let number = Math.ceil((start - FADE_TO) / step); number <= last; number += 1) {
      drawLine(pixels, clip, scene, { axis, at: number * step - start, strength });
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

function drawLine(pixels: Pixels, clip: Clip, scene: GridScene, line: Line): void {
  const ends = endsOf(scene, line);
  const isUpright = line.axis === 0;
  const [least, most] = isUpright ? [clip.top, clip.bottom] : [clip.left, clip.right];
  const [nearest, farthest] = isUpright ? [clip.left, clip.right] : [clip.top, clip.bottom];
  if (ends === null || ends.across < nearest || ends.across >= farthest) {
    return;
  }
  const { across, from, to } = ends;
  const start = isUpright ? across : across * pixels.width;
  const stride = isUpright ? pixels.width : 1;
  const last = Math.min(most, Math.round(Math.max(from, to)) + 1);
  const first = Math.max(least, Math.round(Math.min(from, to)));
  let alpha = 0;
  for (let pixel = first; pixel < last; pixel += 1) {
    // The fading is slow: once for some pixels is enough.
    if ((pixel - first) % FADE_PIXELS === 0) {
      alpha = Math.round(255 * line.strength * clarity(line, (pixel - from) / (to - from)));
    }
    const index = start + pixel * stride;
    if (alpha > 0) {
      pixels.data[index] = blend(pixels.data[index] as number, scene.color, alpha);
    }
  }
}

/** Where a line lies in the picture, and where it begins and ends along itself. */
function endsOf(
  { matrix, pane, pixelRatio }: GridScene,
  { axis, at, reach = FADE_TO }: Line,
): { readonly across: number; readonly from: number; readonly to: number } | null {
  const [from, to] = [-reach, reach].map((end) =>
    axis === 0 ? project(matrix, pane, at, end, 0) : project(matrix, pane, end, at, 0),
  );
  if (from === undefined || from === null || to === undefined || to === null) {
    return null;
  }
  return axis === 0
    ? { across: Math.floor(from.x * pixelRatio), from: from.y * pixelRatio, to: to.y * pixelRatio }
    : { across: Math.floor(from.y * pixelRatio), from: from.x * pixelRatio, to: to.x * pixelRatio };
}

/** How clearly a line is seen at a share of its length: a line without ends fades away from the middle. */
function clarity({ at, reach }: Line, share: number): number {
  if (reach !== undefined) {
    return 1;
  }
  const along = (share * 2 - 1) * FADE_TO;
  // By the square of the distance: there are many pixels.
  const left = Math.min(1, Math.max(0, (FADE_TO ** 2 - at * at - along * along) / FADE_SPAN));
  return left * left;
}
