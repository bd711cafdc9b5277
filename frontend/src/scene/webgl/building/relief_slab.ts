/** Which slab is seen with a column for each of its cells: the one in the middle, where it is near, but not so near that cells have numbers. Pure. */

import type { BuildingPlan } from "../../../store/building/plan";
import type { Pane } from "../../../store/panes";
import { pickCell } from "../../cell_picking";
import { CELL_TEXT_PIXELS, screenBox } from "../../network_labels";
import type { ClipMatrix } from "../../projector";

/** It must fill this share of its pane's height. */
const SMALLEST_SHARE = 0.4;

/** The number of the slab; null where none is seen so. */
export function reliefSlab({ slabs }: BuildingPlan, matrix: ClipMatrix, pane: Pane): number | null {
  const cell = pickCell(slabs, matrix, pane, pane.x + pane.width / 2, pane.y + pane.height / 2);
  const slab = slabs[cell?.slab ?? -1];
  const box = slab === undefined ? null : screenBox({ matrix, pane }, slab);
  if (cell === null || slab === undefined || box === null) {
    return null;
  }
  const [first, end] = slab.isTurned ? slab.rows : slab.columns;
  const isNear = box.bottom - box.top > pane.height * SMALLEST_SHARE;
  const hasNumbers = (box.right - box.left) / (end - first) >= CELL_TEXT_PIXELS.width;
  return isNear && !hasNumbers ? cell.slab : null;
}
