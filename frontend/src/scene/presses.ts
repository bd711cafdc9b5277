/** Tells a click or a tap from a drag: the pointer comes up about where it went down, and no other finger takes part. */

import { type Disposable, DisposableStore } from "../disposables";

export interface Press {
  /** In CSS pixels of the surface. */
  readonly x: number;
  readonly y: number;
  readonly isTouch: boolean;
}

/** Farther than that it is a drag; a finger trembles more than a mouse. */
const FARTHEST_PIXELS = { mouse: 4, touch: 10 } as const;

/** Calls `press` at each click or tap on a surface; ends with `dispose`. */
export function listenToPresses(surface: HTMLElement, press: (at: Press) => void): Disposable {
  const disposables = new DisposableStore();
  let down: { readonly id: number; readonly x: number; readonly y: number } | null = null;
  disposables.listen(surface, "pointerdown", ({ pointerId, clientX, clientY, button, isPrimary }) => {
    down = isPrimary && button === 0 ? { id: pointerId, x: clientX, y: clientY } : null;
  });
  disposables.listen(surface, "pointercancel", () => {
    down = null;
  });
  disposables.listen(surface, "pointerup", ({ pointerId, pointerType, clientX, clientY }) => {
    const began = down;
    down = null;
    if (began === null || began.id !== pointerId) {
      return;
    }
    const isTouch = pointerType === "touch";
    const moved = Math.hypot(clientX - began.x, clientY - began.y);
    if (moved <= FARTHEST_PIXELS[isTouch ? "touch" : "mouse"]) {
      const { left, top } = surface.getBoundingClientRect();
      press({ x: clientX - left, y: clientY - top, isTouch });
    }
  });
  return disposables;
}
