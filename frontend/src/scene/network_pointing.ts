/** What the pointer means in the Network view: which cell it is over, and what a click selects. */

import type { BuildingPlan } from "../store/building/plan";
import type { CellHover } from "../store/network/state";
import { type Pane, paneAt } from "../store/panes";
import { choose, type Store } from "../store/state";
import { pickCell } from "./cell_picking";
import { selectionOf } from "./network_selection";
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

/** Selects the cell at a place, or nothing. */
export function selectAt(store: Store, seen: readonly SeenBuilding[], place: PointerPlace): void {
  const hover = hoverAt(seen, place);
  const history = store.network.histories.peek()?.[hover?.history ?? -1];
  const plan = seen.find(({ index }) => index === hover?.history)?.plan;
  const isHit = hover !== null && history !== undefined && plan !== undefined;
  choose(store, { selected: isHit ? selectionOf(history, plan, hover) : null });
}
