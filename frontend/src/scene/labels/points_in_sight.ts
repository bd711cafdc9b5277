/** The points that may get a label: those that are seen. Pure. */

import { projectPoint, type ScreenPoint, type ShownCloud } from "../projector";
import type { Box } from "./placement";

/** A point with its place on the screen. */
export interface SeenPoint extends ScreenPoint {
  readonly row: number;
}

/** Those of some rows, in their order, that are within the bounds, and the next one only when it is asked for. */
export function* pointsInSight(shown: ShownCloud, bounds: Box, rows: Iterable<number>): Generator<SeenPoint> {
  for (const row of rows) {
    const at = projectPoint(shown, row);
    if (at !== null && isWithin(at, bounds)) {
      yield { row, ...at };
    }
  }
}

function isWithin({ x, y }: ScreenPoint, { left, top, right, bottom }: Box): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}
