/** Keys that move the camera wherever the focus is, unless it is on something that wants them itself. */

import { tinykeys } from "tinykeys";
import type { Disposable } from "../../disposables";

export interface CameraKeysListener {
  /** Moved by so many CSS pixels to the right and downwards. */
  panned(dx: number, dy: number): void;
  zoomed(factor: number): void;
}

const OWNERS = "input, select, textarea, [role=slider]";
const PAN_PIXELS = 60;
const ZOOM = 1.25;

/** + and − zoom; Shift with an arrow goes there. */
export function listenToCameraKeys(listener: CameraKeysListener): Disposable {
  const unlessOwned =
    (action: () => void) =>
    (event: KeyboardEvent): void => {
      const isOwned = event.target instanceof Element && event.target.closest(OWNERS) !== null;
      if (!isOwned) {
        event.preventDefault();
        action();
      }
    };
  const zoomIn = unlessOwned(() => listener.zoomed(ZOOM));
  const zoomOut = unlessOwned(() => listener.zoomed(1 / ZOOM));
  const stop = tinykeys(window, {
    "+": zoomIn,
    "Shift++": zoomIn,
    "-": zoomOut,
    "Shift+ArrowLeft": unlessOwned(() => listener.panned(PAN_PIXELS, 0)),
    "Shift+ArrowRight": unlessOwned(() => listener.panned(-PAN_PIXELS, 0)),
    "Shift+ArrowUp": unlessOwned(() => listener.panned(0, PAN_PIXELS)),
    "Shift+ArrowDown": unlessOwned(() => listener.panned(0, -PAN_PIXELS)),
  });
  return { dispose: stop };
}
