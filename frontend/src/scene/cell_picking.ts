/** Finds the cell under the pointer: the clip matrix maps each slab's plane onto the screen, and is solved for the place on it. Pure. */

import type { Slab, Vector } from "../store/building/plan";
import type { PickedCell } from "../store/network/selection";
import type { Pane } from "../store/panes";
import type { ClipMatrix } from "./projector";

/** A place in the plane of a slab: 0 to 1 from its left to its right, and from its bottom to its top. */
export interface Place {
  readonly across: number;
  readonly up: number;
  readonly depth: number;
}

/** The nearest slab under (x, y), in CSS pixels of the view, and its cell there; null where there is none. */
export function pickCell(
  slabs: readonly Slab[],
  matrix: ClipMatrix,
  pane: Pane,
  x: number,
  y: number,
): PickedCell | null {
  const wanted = clipPlace(pane, x, y);
  let nearest: { readonly index: number; readonly place: Place } | null = null;
  for (const [index, slab] of slabs.entries()) {
    const place = placeOn(slab, matrix, wanted);
    if (place !== null && isOnSlab(place) && (nearest === null || place.depth < nearest.place.depth)) {
      nearest = { index, place };
    }
  }
  const slab = nearest === null ? undefined : slabs[nearest.index];
  return nearest === null || slab === undefined ? null : { slab: nearest.index, ...cellAt(slab, nearest.place) };
}

/** Where (x, y), in CSS pixels of the view, lies in clip space. */
export function clipPlace(pane: Pane, x: number, y: number): readonly [number, number] {
  return [((x - pane.x) / pane.width) * 2 - 1, 1 - ((y - pane.y) / pane.height) * 2];
}

/** The cell at a place of a slab. */
export function cellAt(
  slab: Pick<Slab, "rows" | "columns" | "isTurned">,
  { across, up }: Pick<Place, "across" | "up">,
): { row: number; column: number } {
  const [along, down] = slab.isTurned ? [slab.rows, slab.columns] : [slab.columns, slab.rows];
  const first = at(along, across);
  const second = at(down, 1 - up);
  return slab.isTurned ? { row: first, column: second } : { row: second, column: first };
}

/** The middle of a cell, in the building's units. */
export function cellMiddle(slab: Slab, row: number, column: number): Vector {
  const { left, right, bottom, top } = cellBox(slab, row, column);
  return [slab.x + ((left + right) / 2) * slab.width, slab.y + ((bottom + top) / 2) * slab.height, slab.z];
}

/** The corners of a cell on its slab, as shares of the slab's width and height, from the lower left. */
export function cellBox(
  slab: Pick<Slab, "rows" | "columns" | "isTurned">,
  row: number,
  column: number,
): { left: number; right: number; bottom: number; top: number } {
  const [along, down] = slab.isTurned ? [slab.rows, slab.columns] : [slab.columns, slab.rows];
  const [first, second] = slab.isTurned ? [row, column] : [column, row];
  const share = (cell: number, [begin, end]: readonly [number, number]): number => (cell - begin) / (end - begin);
  return {
    left: share(first, along),
    right: share(first + 1, along),
    bottom: 1 - share(second + 1, down),
    top: 1 - share(second, down),
  };
}

function at([begin, end]: readonly [number, number], share: number): number {
  return Math.min(end - 1, begin + Math.floor(share * (end - begin)));
}

function isOnSlab({ across, up }: Place): boolean {
  return across >= 0 && across < 1 && up >= 0 && up < 1;
}

/**
 * The place in a slab's plane that a place of clip space shows, on the slab or beside it; null where it shows none. Two
 * equations, since what is right of a slab and above it both move it on the screen.
 */
export function placeOn(slab: Slab, m: ClipMatrix, [wantedX, wantedY]: readonly [number, number]): Place | null {
  const row = (r: number): { origin: number; across: number; up: number } => ({
    origin: value(m, r) * slab.x + value(m, r + 4) * slab.y + value(m, r + 8) * slab.z + value(m, r + 12),
    across: value(m, r) * slab.width,
    up: value(m, r + 4) * slab.height,
  });
  const [cx, cy, cz, cw] = [row(0), row(1), row(2), row(3)];
  const a = cx.across - wantedX * cw.across;
  const b = cx.up - wantedX * cw.up;
  const c = cy.across - wantedY * cw.across;
  const d = cy.up - wantedY * cw.up;
  const e = wantedX * cw.origin - cx.origin;
  const f = wantedY * cw.origin - cy.origin;
  const determinant = a * d - b * c;
  if (determinant === 0) {
    return null;
  }
  const across = (e * d - b * f) / determinant;
  const up = (a * f - e * c) / determinant;
  const w = cw.origin + across * cw.across + up * cw.up;
  return w > 0 ? { across, up, depth: (cz.origin + across * cz.across + up * cz.up) / w } : null;
}

function value(matrix: ClipMatrix, index: number): number {
  return matrix[index] ?? 0;
}
