/** What draws the picture, and why it is not what draws best. Pure. */

export const RENDERERS = ["webgl2", "canvas2d"] as const;
/** Three.js, or plain 2D where that cannot. */
export type Renderer = (typeof RENDERERS)[number];

/** No WebGL2 here; three.js did not load, or threw; the graphics driver took the context away again and again. */
export type FallbackCause = "missing" | "failed" | "lost";

/** Why the page does not draw in 3D. */
export interface RendererNote {
  readonly cause: FallbackCause | "chosen";
  /** The technical reason, as it was reported; empty where there is none. */
  readonly detail: string;
}

/** Numbers of objects on the GPU: what is left behind shows here. */
export interface GpuObjects {
  readonly geometries: number;
  readonly textures: number;
}
