/** Draws the ways that points have come, over the picture: a line that can be seen on any colour, fading into the past. */

import type { CloudSnapshot } from "../../store/history";
import { project, projectPoint, type ScreenPoint, type ShownCloud } from "../projector";

/** A canvas is painted once for each shade of all trails, not once for each of their corners. */
const SHADES = 8;
const FAINTEST = 0.1;
const LINE_PIXELS = 2;
const HALO_PIXELS = 5;
/** Corners nearer to the last one than this are not seen. */
const NEAREST_PIXELS = 1;

/** Null where the row was not finite, or lies behind the camera. */
export type Corner = ScreenPoint | null;

export interface TrailInk {
  readonly line: string;
  readonly halo: string;
}

type Pen = Pick<
  CanvasRenderingContext2D,
  "beginPath" | "moveTo" | "lineTo" | "stroke" | "strokeStyle" | "lineWidth" | "lineCap" | "lineJoin" | "globalAlpha"
>;

/** Where a point stood at some snapshots, and at last where it stands now. */
export function trailCorners(
  shown: ShownCloud,
  snapshots: readonly CloudSnapshot[],
  chosen: readonly number[],
  point: number,
): readonly Corner[] {
  const i = point * 3;
  const past = chosen.map((index) => {
    const positions = snapshots[index]?.positions;
    const [x, y, z] = [positions?.[i], positions?.[i + 1], positions?.[i + 2]];
    return project(shown.matrix, shown.pane, x ?? Number.NaN, y ?? Number.NaN, z ?? Number.NaN);
  });
  return [...past, projectPoint(shown, point)];
}

/** The corners of one shade, from where the shade before it ends. */
export function cornersOfShade(corners: readonly Corner[], shade: number, shades: number): readonly Corner[] {
  const lines = corners.length - 1;
  const first = Math.round((shade / shades) * lines);
  const last = Math.round(((shade + 1) / shades) * lines);
  return corners.slice(first, last + 1);
}

/** Draws trails of as many corners each, from the past on: what is newer lies over what is older. */
export function drawTrails(pen: Pen, trails: ReadonlyArray<readonly Corner[]>, { line, halo }: TrailInk): void {
  const shades = Math.min(SHADES, Math.max(0, ...trails.map(({ length }) => length - 1)));
  pen.lineCap = "butt";
  pen.lineJoin = "round";
  for (let shade = 0; shade < shades; shade += 1) {
    pen.globalAlpha = FAINTEST + ((1 - FAINTEST) * (shade + 1)) / shades;
    pen.beginPath();
    for (const corners of trails) {
      outline(pen, cornersOfShade(corners, shade, shades));
    }
    pen.strokeStyle = halo;
    pen.lineWidth = HALO_PIXELS;
    pen.stroke();
    pen.strokeStyle = line;
    pen.lineWidth = LINE_PIXELS;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function outline(pen: Pen, corners: readonly Corner[]): void {
  let from: Corner = null;
  for (const [index, corner] of corners.entries()) {
    if (corner === null) {
      from = null;
    } else if (from === null) {
      pen.moveTo(corner.x, corner.y);
      from = corner;
    } else if (index === corners.length - 1 || isApart(from, corner)) {
      pen.lineTo(corner.x, corner.y);
      from = corner;
    }
  }
}

function isApart(a: ScreenPoint, b: ScreenPoint): boolean {
  return Math.abs(a.x - b.x) > NEAREST_PIXELS || Math.abs(a.y - b.y) > NEAREST_PIXELS;
}
