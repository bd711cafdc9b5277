/** Drag, pinch and wheel on a surface, as pans and zooms. */

import { type Disposable, DisposableStore } from "../../disposables";

interface Place {
  readonly x: number;
  readonly y: number;
}

export interface GestureListener {
  /** Dragged by so many CSS pixels; `at` is where the finger or the pointer is now. */
  panned(dx: number, dy: number, at: Place): void;
  /** Zoomed by a factor, around a place of the surface. */
  zoomed(factor: number, at: Place): void;
}

/** A turn of the wheel by a notch, about 100 pixels, zooms by a sixth. */
const ZOOM_PER_PIXEL = 0.0016;
/** Pinching on a touch pad comes as small turns of the wheel. */
const ZOOM_PER_PINCHED_PIXEL = 0.01;
const LINE_PIXELS = 18;

/** Listens until it is disposed of. */
export function listenToGestures(surface: HTMLElement, listener: GestureListener): Disposable {
  const disposables = new DisposableStore();
  const down = new Map<number, Place>();
  const placeOf = ({ clientX, clientY }: MouseEvent): Place => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const lift = ({ pointerId }: PointerEvent): void => {
    down.delete(pointerId);
  };
  disposables.listen(surface, "pointerdown", (event) => {
    surface.setPointerCapture(event.pointerId);
    down.set(event.pointerId, placeOf(event));
  });
  disposables.listen(surface, "pointermove", (event) => {
    if (!down.has(event.pointerId)) {
      return;
    }
    const before = spreadOf([...down.values()]);
    down.set(event.pointerId, placeOf(event));
    const after = spreadOf([...down.values()]);
    listener.panned(after.x - before.x, after.y - before.y, after);
    if (down.size > 1 && before.reach > 0) {
      listener.zoomed(after.reach / before.reach, after);
    }
  });
  disposables.listen(surface, "pointerup", lift);
  disposables.listen(surface, "pointercancel", lift);
  disposables.listen(surface, "contextmenu", (event) => event.preventDefault());
  disposables.listen(
    surface,
    "wheel",
    (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PIXELS : event.deltaY;
      const rate = event.ctrlKey ? ZOOM_PER_PINCHED_PIXEL : ZOOM_PER_PIXEL;
      listener.zoomed(Math.exp(-pixels * rate), placeOf(event));
    },
    { passive: false },
  );
  return disposables;
}

/** The middle of some places, and how far they are from it on average. */
export function spreadOf(places: readonly Place[]): Place & { readonly reach: number } {
  const count = Math.max(1, places.length);
  const x = places.reduce((sum, place) => sum + place.x, 0) / count;
  const y = places.reduce((sum, place) => sum + place.y, 0) / count;
  const reach = places.reduce((sum, place) => sum + Math.hypot(place.x - x, place.y - y), 0) / count;
  return { x, y, reach };
}
