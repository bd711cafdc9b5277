/** Colours of the building, beside those of its cells, on a light and on a dark page. Pure. */

import type { Rgb } from "./colors";
import type { Theme } from "./state";

export interface BuildingColors {
  readonly plate: Rgb;
  readonly line: Rgb;
  /** The residual stream. */
  readonly shaft: Rgb;
  readonly shadowStrength: number;
  /** Edges of slabs, and lines between heads. */
  readonly ink: Rgb;
  /** What was not logged. */
  readonly absent: Rgb;
  /** Outlines of what is under the pointer, and of what is selected. */
  readonly hovered: string;
  readonly selected: string;
}

export const BUILDING_COLORS: Readonly<Record<Theme, BuildingColors>> = {
  dark: {
    plate: [0.3, 0.31, 0.34],
    line: [0.44, 0.46, 0.5],
    shaft: [0.96, 0.55, 0.05],
    shadowStrength: 0.5,
    ink: [0.9, 0.92, 0.95],
    absent: [0.36, 0.37, 0.4],
    hovered: "#ffffff",
    selected: "#ff9800",
  },
  light: {
    plate: [0.86, 0.87, 0.89],
    line: [0.74, 0.76, 0.79],
    shaft: [0.94, 0.42, 0],
    shadowStrength: 0.22,
    ink: [0.16, 0.18, 0.22],
    absent: [0.8, 0.81, 0.83],
    hovered: "#212121",
    selected: "#ef6c00",
  },
};
