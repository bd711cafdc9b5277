/** Colours of the picture on a light and on a dark page. Pure; `--view` of the style sheet is the same background. */

import { dark, light } from "virtual:color-tables";
import type { Theme } from "./state";

export type Rgb = readonly [number, number, number];

export interface PictureColors {
  readonly background: Rgb;
  readonly line: Rgb;
  readonly lineStrength: number;
  readonly shadowStrength: number;
  readonly text: string;
  readonly faintText: string;
  readonly halo: string;
  /** Around what is selected. */
  readonly selection: string;
}

export const PICTURE_COLORS: Readonly<Record<Theme, PictureColors>> = {
  dark: {
    background: [0.137, 0.141, 0.153],
    line: [0.62, 0.64, 0.68],
    lineStrength: 0.18,
    shadowStrength: 0.42,
    text: "#ffffff",
    faintText: "#a9adb5",
    halo: "#232427",
    selection: "#ff9800",
  },
  light: {
    background: [0.969, 0.969, 0.973],
    line: [0.45, 0.47, 0.5],
    lineStrength: 0.22,
    shadowStrength: 0.16,
    text: "#212121",
    faintText: "#616161",
    halo: "#f7f7f8",
    selection: "#ef6c00",
  },
};

/** RGBA bytes of 256 texels, from the lowest value to the highest. */
export const COLOR_TABLES: Readonly<Record<Theme, Uint8Array>> = { dark, light };

const GRADIENT_STOPS = 16;

/** A theme's colour table as a CSS gradient, for legends. */
export function colorGradient(theme: Theme): string {
  const table = COLOR_TABLES[theme];
  const stops = Array.from({ length: GRADIENT_STOPS }, (_, stop) => {
    const at = Math.round((stop / (GRADIENT_STOPS - 1)) * (table.length / 4 - 1)) * 4;
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
