/**
 * The point under the pointer. Looking for it takes as long as there are points, so it is not done in frames in which only
 * the picture moves under a pointer that rests: until it stands still again, the point that was found stays, and its
 * tooltip goes with it through the training. Pure.
 */

import type { Hover } from "../store/state";
import { nearestPoint } from "./picking";
import type { PointerPlace } from "./pointer";
import { projectPoint, type ShownCloud } from "./projector";

const PICK_RADIUS_PIXELS = 14;

interface Known {
  readonly history: number;
  readonly shown: ShownCloud;
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

  /** The point of a history at a place of the view; null where there is none. */
  find(history: number, shown: ShownCloud | null, place: PointerPlace | null): Hover | null {
    if (shown === null || place === null) {
      this.known = null;
      return null;
    }
    this.known = next(this.known, history, shown, place);
    const { point } = this.known;
    const at = point < 0 ? null : projectPoint(shown, point);
    return at === null ? null : { history, point, x: at.x, y: at.y };
  }
}

function next(known: Known | null, history: number, shown: ShownCloud, place: PointerPlace): Known {
  const rests = known !== null && known.history === history && isSamePlace(known, shown, place);
  if (rests && !isSamePicture(known.shown, shown)) {
    return { ...known, shown, isStale: true };
  }
  if (rests && !known.isStale) {
    return known;
  }
  const point = nearestPoint(shown, place.x, place.y, PICK_RADIUS_PIXELS);
  return { history, shown, place, point, isStale: false };
}

/** Whether the pointer is where it was, over a cloud of as many points. */
function isSamePlace(known: Known, shown: ShownCloud, { x, y }: PointerPlace): boolean {
  const isSameCloud = known.shown.before.positions.length === shown.before.positions.length;
  return isSameCloud && known.place.x === x && known.place.y === y;
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
