/** How large points are drawn: so that a small cloud is seen and a large one is not covered by itself. Pure. */

const SMALLEST_PIXELS = 3.5;
const LARGEST_PIXELS = 15;
/** Share of a pane's side that the points would fill, laid in a row as wide as the cloud's square root. */
const DENSITY = 0.3;

/** Diameter of a point in CSS pixels, in a pane of this size with so many points. `factor` is the user's wish. */
export function pointPixels(
  { width, height }: { readonly width: number; readonly height: number },
  points: number,
  factor: number,
): number {
  const wanted = (Math.min(width, height) * DENSITY) / Math.sqrt(Math.max(1, points));
  return Math.min(LARGEST_PIXELS, Math.max(SMALLEST_PIXELS, wanted)) * factor;
}
