/** The points that may get a label: those that are seen. Pure. */

import { projectPoint, type ScreenPoint, type ShownCloud } from "../projector";
import type { Box } from "./placement";

/** Where points stand on the screen: of these rows, in their order, so many at most that are within the bounds. */
export function pointsInSight(
  shown: ShownCloud,
  bounds: Box,
  rows: Iterable<number>,
  most: number,
): Map<number, ScreenPoint> {
  const found = new Map<number, ScreenPoint>();
  for (const row of rows) {
    if (found.size >= most) {
      break;
    }
    const at = projectPoint(shown, row);
    if (at !== null && isWithin(at, bounds)) {
      found.set(row, at);
    }
  }
  return found;
}

function isWithin({ x, y }: ScreenPoint, { left, top, right, bottom }: Box): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}
