/**
 * The point under the pointer. Looking for it takes as long as there are points, so it is not done in frames in which only
 * the picture moves under a pointer that rests: until it stands still again, the point that was found stays, and its
 * tooltip goes with it through the training. Pure.
 */

import type { Hover } from "../store/state";
import { nearestPoint } from "./picking";
import { cloudAt, hoverOn, type PointedCloud, RADIUS_PIXELS, type SeenCloud } from "./point_pointing";
import type { PointerPlace } from "./pointer";
import type { ShownCloud } from "./projector";

interface Known {
  readonly cloud: PointedCloud;
  readonly place: PointerPlace;
  readonly point: number;
  /** Whether the picture has moved since the point was found. */
  readonly isStale: boolean;
}

export class PointHover {
  private known: Known | null = null;

  /** Whether another frame is wanted, in which the point is looked for if nothing moves any more. */
  get isStale(): boolean {
    return this.known?.isStale ?? false;
  }

  /** The point at a place of the view; null where there is none. */
  find(seen: readonly SeenCloud[], place: PointerPlace | null): Hover | null {
    const cloud = cloudAt(seen, place);
    this.known = cloud === null || place === null ? null : next(this.known, cloud, place);
    return this.known === null ? null : hoverOn(this.known.cloud, this.known.point);
  }
}

function next(known: Known | null, cloud: PointedCloud, place: PointerPlace): Known {
  const rests =
    known !== null && isSameCloud(known.cloud, cloud) && known.place.x === place.x && known.place.y === place.y;
  if (rests && !isSamePicture(known.cloud.shown, cloud.shown)) {
    return { ...known, cloud, isStale: true };
  }
  if (rests && !known.isStale) {
    return known;
  }
  return { cloud, place, point: nearestPoint(cloud.shown, place.x, place.y, RADIUS_PIXELS), isStale: false };
}

/** Whether these are clouds of as many points in the same pane. */
function isSameCloud(a: PointedCloud, b: PointedCloud): boolean {
  return a.index === b.index && a.shown.before.positions.length === b.shown.before.positions.length;
}

function isSamePicture(a: ShownCloud, b: ShownCloud): boolean {
  return (
    a.before === b.before &&
    a.after === b.after &&
    a.fraction === b.fraction &&
    a.pane.x === b.pane.x &&
    a.pane.y === b.pane.y &&
    a.pane.width === b.pane.width &&
    a.pane.height === b.pane.height &&
    Array.from(a.matrix).every((element, index) => element === b.matrix[index])
  );
}
