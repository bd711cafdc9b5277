/** A density as the outline of a hill, for SVG. Pure. */

import { type Density, drawnShare, peakOf } from "../../store/charts/density";

export interface HillPlace {
  /** The values at the left and the right end. */
  readonly extent: readonly [number, number];
  readonly width: number;
  /** Where height 0 is, and how many pixels the highest of all hills takes. */
  readonly foot: number;
  readonly height: number;
  readonly highest: number;
}

/** The path of a hill's upper edge; closed along its foot where it is to be filled. */
export function densityPath(density: Density, place: HillPlace, isClosed: boolean): string {
  const { values, heights } = density;
  const { extent, width, foot, height, highest } = place;
  const scale = (height * drawnShare(density, highest)) / peakOf(density);
  const span = extent[1] - extent[0] || 1;
  const x = (value: number): string => (((value - extent[0]) / span) * width).toFixed(1);
  const points = values.map((value, index) => `${x(value)},${(foot - (heights[index] ?? 0) * scale).toFixed(1)}`);
  const line = `M${points.join("L")}`;
  return isClosed ? `${line}L${x(values.at(-1) ?? 0)},${foot}L${x(values[0] ?? 0)},${foot}Z` : line;
}
