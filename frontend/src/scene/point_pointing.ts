/** What the pointer means in the Embeddings view: which point it is over, and what a click or a tap selects. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { CloudHistory } from "../store/history";
import { type Pane, paneAt } from "../store/panes";
import { selectedPoints, selectionOf } from "../store/point_selection";
import { choose, type Hover, type Store } from "../store/state";
import { toggledTrail, trailedPoints } from "../store/trails";
import { nearestPoint } from "./picking";
import type { ClickManner, PointerPlace } from "./pointer";
import { type ClipMatrix, projectPoint, type ShownCloud, shownCloud } from "./projector";

/** A cloud as it was drawn last; they stand in the order of the histories. */
export interface SeenCloud {
  readonly history: CloudHistory;
  readonly pane: Pane;
  readonly matrix: ClipMatrix;
  /** The step at which it was drawn. */
  readonly step: number;
}

export const RADIUS_PIXELS = 14;
/** A finger covers more. */
const TOUCH_RADIUS_PIXELS = 24;

/** A cloud under the pointer, as it is shown. */
export interface PointedCloud {
  /** Number of its history. */
  readonly index: number;
  readonly shown: ShownCloud;
}

/** The cloud in whose pane a place is, of several the one whose point is nearest; null where there is none. */
export function cloudAt(seen: readonly SeenCloud[], place: PointerPlace | null): PointedCloud | null {
  if (place === null) {
    return null;
  }
  const clouds = seen.flatMap((cloud, index) => {
    const isThere = paneAt([cloud.pane], place.x, place.y) === 0;
    const shown = isThere ? shownCloud(cloud.history, cloud.step, cloud.matrix, cloud.pane) : null;
    return shown === null ? [] : [{ index, shown }];
  });
  const [first = null, ...others] = clouds;
  return others.length === 0 ? first : nearestOf(clouds, place);
}

function nearestOf(clouds: readonly PointedCloud[], place: PointerPlace): PointedCloud | null {
  const distanceOf = (cloud: PointedCloud): number => {
    const at = hoverOn(cloud, nearestPoint(cloud.shown, place.x, place.y, RADIUS_PIXELS));
    return at === null ? Number.POSITIVE_INFINITY : Math.hypot(at.x - place.x, at.y - place.y);
  };
  const found = clouds.map((cloud) => ({ cloud, distance: distanceOf(cloud) }));
  return found.reduce((a, b) => (b.distance < a.distance ? b : a)).cloud;
}

/** A point of a cloud with its place; null where it is not seen, or there is none. */
export function hoverOn({ index, shown }: PointedCloud, point: number): Hover | null {
  const at = point < 0 ? null : projectPoint(shown, point);
  return at === null ? null : { history: index, point, x: at.x, y: at.y };
}

/** The point at a place of the view; null where there is none. */
export function pointAt(
  seen: readonly SeenCloud[],
  place: PointerPlace | null,
  radiusPixels = RADIUS_PIXELS,
): Hover | null {
  const cloud = cloudAt(seen, place);
  return cloud === null || place === null
    ? null
    : hoverOn(cloud, nearestPoint(cloud.shown, place.x, place.y, radiusPixels));
}

/** Selects the row of the point at a place, beside all points nothing; or adds its trail to the others, or takes it away. */
export function selectPointAt(
  store: Store,
  seen: readonly SeenCloud[],
  place: PointerPlace,
  { isTouch, isAdding }: ClickManner,
): void {
  const at = pointAt(seen, place, isTouch ? TOUCH_RADIUS_PIXELS : RADIUS_PIXELS);
  const selected = selectionOf(store.clouds.peek(), at);
  if (!isAdding) {
    choose(store, { selected });
  } else if (selected !== null && selected.row !== null) {
    const { run, parameter, row } = selected;
    const { trailed } = store.choices.peek();
    choose(store, { trailed: toggledTrail(trailed, { run, parameter, row }, store.clouds.peek()) });
  }
}

/** For each cloud the numbers of the points that draw their trails beside the selected one. */
export function followTrailed({ clouds, choices, runs }: Store): ReadonlySignal<readonly (readonly number[])[]> {
  const trailed = computed(() => choices.value.trailed);
  return computed(() => trailedPoints(clouds.value, trailed.value, runs.value ?? []));
}

/** For each cloud the number of the selected point; -1 where it has none. */
export function followSelection({ clouds, choices, runs }: Store): ReadonlySignal<readonly number[]> {
  const selected = computed(() => choices.value.selected);
  return computed(() => selectedPoints(clouds.value, selected.value, runs.value ?? []));
}
