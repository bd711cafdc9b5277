/** Keys that move the camera wherever the focus is, unless it is on something that wants them itself. */

import { tinykeys } from "tinykeys";
import type { Disposable } from "../disposables";

export interface CameraKeysListener {
  /** What is seen is moved, or turned, by so many CSS pixels to the right and downwards. */
  moved(dx: number, dy: number): void;
  /** Seen larger by a factor. */
  zoomed(factor: number): void;
}

const OWNERS = "input, select, textarea, [role=slider]";
const MOVE_PIXELS = 60;
const ZOOM = 1.25;

/** + and − zoom; Shift with an arrow looks there. */
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
    "Shift+ArrowLeft": unlessOwned(() => listener.moved(MOVE_PIXELS, 0)),
    "Shift+ArrowRight": unlessOwned(() => listener.moved(-MOVE_PIXELS, 0)),
    "Shift+ArrowUp": unlessOwned(() => listener.moved(0, MOVE_PIXELS)),
    "Shift+ArrowDown": unlessOwned(() => listener.moved(0, -MOVE_PIXELS)),
  });
  return { dispose: stop };
}
