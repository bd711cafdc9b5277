/** What the pointer means in the Embeddings view: which point it is over, and what a click or a tap selects. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { CloudHistory } from "../store/history";
import { type Pane, paneAt } from "../store/panes";
import { selectedPoints, selectionOf } from "../store/point_selection";
import { choose, type Hover, type Store } from "../store/state";
import { nearestPoint } from "./picking";
import type { PointerPlace } from "./pointer";
import { type ClipMatrix, projectPoint, shownCloud } from "./projector";

/** A cloud as it was drawn last; they stand in the order of the histories. */
export interface SeenCloud {
  readonly history: CloudHistory;
  readonly pane: Pane;
  readonly matrix: ClipMatrix;
}

const RADIUS_PIXELS = 14;
/** A finger covers more. */
const TOUCH_RADIUS_PIXELS = 24;

/** The point at a place of the view; null where there is none. */
export function pointAt(
  seen: readonly SeenCloud[],
  step: number,
  place: PointerPlace | null,
  radiusPixels = RADIUS_PIXELS,
): Hover | null {
  const panes = seen.map((one) => one.pane);
  const index = place === null ? -1 : paneAt(panes, place.x, place.y);
  const cloud = seen[index];
  if (place === null || cloud === undefined) {
    return null;
  }
  const shown = shownCloud(cloud.history, step, cloud.matrix, cloud.pane);
  const point = shown === null ? -1 : nearestPoint(shown, place.x, place.y, radiusPixels);
  const at = shown === null || point < 0 ? null : projectPoint(shown, point);
  return at === null ? null : { history: index, point, x: at.x, y: at.y };
}

/** Selects the row of the point at a place; beside all points nothing. */
export function selectPointAt(store: Store, seen: readonly SeenCloud[], place: PointerPlace, isTouch: boolean): void {
  const at = pointAt(seen, store.playhead.peek().step, place, isTouch ? TOUCH_RADIUS_PIXELS : RADIUS_PIXELS);
  choose(store, { selected: selectionOf(store.clouds.peek(), at) });
}

/** For each cloud the number of the selected point; -1 where it has none. */
export function followSelection({ clouds, choices, runs }: Store): ReadonlySignal<readonly number[]> {
  const selected = computed(() => choices.value.selected);
  return computed(() => selectedPoints(clouds.value, selected.value, runs.value ?? []));
}
