/** What the page says about how it draws. */

import type { RendererNote } from "../../store/renderer";

export const RENDERER_STRINGS = {
  missing: "Drawn in 2D: this browser has no WebGL2, or hardware acceleration is off in its settings.",
  failed: "Drawn in 2D: the 3D view could not start.",
  lost: "Drawn in 2D: the graphics driver stopped the 3D view several times.",
  chosen: "Drawn in 2D, as it was chosen.",
  again: "Try 3D again",
  back: "Draw in 3D",
} as const satisfies Readonly<Record<RendererNote["cause"] | "again" | "back", string>>;
