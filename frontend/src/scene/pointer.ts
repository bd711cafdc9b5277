/** What the pointer does on the picture beside moving the camera: hovering, clicking, double-clicking; mouse, pen and finger. */

import { type Disposable, DisposableStore } from "../disposables";

/** A place in CSS pixels from the surface's top left corner. */
export interface PointerPlace {
  readonly x: number;
  readonly y: number;
}

/** How something was clicked: by a finger, or with Shift, which adds to what there is. */
export interface ClickManner {
  readonly isTouch: boolean;
  readonly isAdding: boolean;
}

export interface PointerListener {
  /** Over a place with no button down; null when it has left. */
  hovered(place: PointerPlace | null): void;
  /** Pressed and released without a drag. */
  clicked(place: PointerPlace, manner: ClickManner): void;
  /** Clicked again where `clicked` has just been told of: meanwhile something else may be there. */
  doubleClicked(): void;
}

/** Farther than this between press and release is a drag; a finger trembles more than a mouse. */
const CLICK_PIXELS = 5;
const TAP_PIXELS = 10;
/** What browsers take for a double click. */
const DOUBLE_CLICK_MS = 500;

/** Listens until it is disposed of. */
export function listenToPointer(surface: HTMLElement, listener: PointerListener): Disposable {
  const disposables = new DisposableStore();
  let pressed: PointerPlace | null = null;
  let latest = { x: 0, y: 0, timeMs: Number.NEGATIVE_INFINITY };
  const placeOf = ({ clientX, clientY }: MouseEvent): PointerPlace => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  disposables.listen(surface, "pointermove", (event) => listener.hovered(event.buttons === 0 ? placeOf(event) : null));
  disposables.listen(surface, "pointerleave", () => listener.hovered(null));
  disposables.listen(surface, "pointerdown", (event) => {
    pressed = event.isPrimary && event.button === 0 ? placeOf(event) : null;
    listener.hovered(null);
  });
  disposables.listen(surface, "pointerup", (event) => {
    const place = placeOf(event);
    const isTouch = event.pointerType === "touch";
    const farthest = isTouch ? TAP_PIXELS : CLICK_PIXELS;
    const isClick = pressed !== null && distance(pressed, place) <= farthest;
    pressed = null;
    if (!isClick) {
      return;
    }
    const isSecond = event.timeStamp - latest.timeMs < DOUBLE_CLICK_MS && distance(latest, place) <= TAP_PIXELS;
    latest = { ...place, timeMs: isSecond ? Number.NEGATIVE_INFINITY : event.timeStamp };
    if (isSecond) {
      listener.doubleClicked();
    } else {
      listener.clicked(place, { isTouch, isAdding: event.shiftKey });
    }
  });
  return disposables;
}

function distance(a: PointerPlace, b: PointerPlace): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
