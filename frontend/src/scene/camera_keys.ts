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
  const stop = tinykeys(
    window,
    Object.fromEntries([...cameraKeys(listener)].map(([key, act]) => [key, unlessOwned(act)])),
  );
  return { dispose: stop };
}

/** The keys by their names, as tinykeys takes them. */
export function cameraKeys(listener: CameraKeysListener): ReadonlyMap<string, () => void> {
  const zoomIn = (): void => listener.zoomed(ZOOM);
  return new Map([
    ["+", zoomIn],
    ["Shift++", zoomIn],
    ["-", (): void => listener.zoomed(1 / ZOOM)],
    ["Shift+ArrowLeft", (): void => listener.moved(MOVE_PIXELS, 0)],
    ["Shift+ArrowRight", (): void => listener.moved(-MOVE_PIXELS, 0)],
    ["Shift+ArrowUp", (): void => listener.moved(0, MOVE_PIXELS)],
    ["Shift+ArrowDown", (): void => listener.moved(0, -MOVE_PIXELS)],
  ]);
}
