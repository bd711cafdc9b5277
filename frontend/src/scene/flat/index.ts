/** Draws flat, on a 2D canvas: where there is no WebGL, or three.js fails. Loaded when it is needed. */

import type { Store } from "../../store/state";
import { followView, type Picture, type Surfaces } from "../picture";

/** Starts to draw. */
export function openFlat(store: Store, surfaces: Surfaces): Picture {
  surfaces.requestFrame();
  return followView(store, () => null);
}
