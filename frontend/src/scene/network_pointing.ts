/** What the pointer means in the Network view: which cell it is over, and what a click selects. */

import type { BuildingPlan } from "../store/building/plan";
import { selectionOf } from "../store/network/selection";
import type { CellHover } from "../store/network/state";
import { type Pane, paneAt } from "../store/panes";
import { choose, type Store } from "../store/state";
import { pickCell } from "./cell_picking";
import type { PointerPlace } from "./pointer";
import type { ClipMatrix } from "./projector";

/** A building as it was drawn last. */
export interface SeenBuilding {
  /** Number of its history. */
  readonly index: number;
  readonly pane: Pane;
  readonly plan: BuildingPlan;
  readonly matrix: ClipMatrix;
}

/** The cell at a place of the view; null where there is none. */
export function hoverAt(seen: readonly SeenBuilding[], place: PointerPlace | null): CellHover | null {
  if (place === null) {
    return null;
  }
  const panes = seen.map((one) => one.pane);
  const building = seen[paneAt(panes, place.x, place.y)];
  if (building === undefined) {
    return null;
  }
  const { plan, matrix, pane, index } = building;
  const cell = pickCell(plan.slabs, matrix, pane, place.x, place.y);
  return cell === null ? null : { history: index, ...cell, ...place };
}

/** Tells the store what the pointer is over; where that is what it was, nothing has changed for anybody. */
export function hover(store: Store, seen: readonly SeenBuilding[], place: PointerPlace | null): void {
  const found = hoverAt(seen, place);
  if (!isSameHover(found, store.network.hover.peek())) {
    store.network.hover.value = found;
  }
}

function isSameHover(a: CellHover | null, b: CellHover | null): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  const isSameCell = a.history === b.history && a.slab === b.slab && a.row === b.row && a.column === b.column;
  return isSameCell && a.x === b.x && a.y === b.y;
}

/** Selects the cell at a place, or nothing. */
export function selectAt(store: Store, seen: readonly SeenBuilding[], place: PointerPlace): void {
  const hit = hoverAt(seen, place);
  const history = store.network.histories.peek()?.[hit?.history ?? -1];
  const plan = seen.find(({ index }) => index === hit?.history)?.plan;
  const isHit = hit !== null && history !== undefined && plan !== undefined;
  choose(store, { selected: isHit ? selectionOf(history, plan, hit) : null });
}
