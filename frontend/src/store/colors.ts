/** Colours of the picture on a light and on a dark page. Pure; `--view` of the style sheet is the same background. */

import { diverging, sequential } from "virtual:color-tables";
import type { ColorScheme } from "./settings";
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

/** What cells show that are not finite: no colour of any scheme is near it. */
export const NONFINITE_COLOR = "#ff00c8";

const TEXELS = 256;
const GRADIENT_STOPS = 17;
const tables = new Map<string, Uint8Array>();

/** A colour as style sheets and canvases take it. */
export function cssColor([red, green, blue]: Rgb, alpha = 1): string {
  return `rgb(${Math.round(red * 255)} ${Math.round(green * 255)} ${Math.round(blue * 255)} / ${alpha})`;
}

/** A scheme's table for values from the lowest to the highest: RGBA bytes of 256 texels. */
export function sequentialTable(scheme: ColorScheme, theme: Theme): Uint8Array {
  return tableOf(sequential[scheme][theme]);
}

/** A scheme's table for values around zero, which is in the middle: RGBA bytes of 256 texels. */
export function divergingTable(scheme: ColorScheme, theme: Theme): Uint8Array {
  return tableOf(diverging[scheme][theme]);
}

/** A sequential table as a CSS gradient, for legends. */
export function sequentialGradient(scheme: ColorScheme, theme: Theme): string {
  return gradientOf(sequentialTable(scheme, theme));
}

/** A diverging table as a CSS gradient, for legends. */
export function divergingGradient(scheme: ColorScheme, theme: Theme): string {
  return gradientOf(divergingTable(scheme, theme));
}

/** The table between the stops that the build has baked; made once. */
function tableOf(encoded: string): Uint8Array {
  const known = tables.get(encoded);
  if (known !== undefined) {
    return known;
  }
  const stops = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  const last = stops.length / 3 - 1;
  const table = new Uint8Array(TEXELS * 4).fill(255);
  for (let texel = 0; texel < TEXELS; texel += 1) {
    const at = (texel / (TEXELS - 1)) * last;
    const stop = Math.min(last - 1, Math.floor(at));
    for (let channel = 0; channel < 3; channel += 1) {
      const from = stops[stop * 3 + channel] as number;
      const to = stops[stop * 3 + 3 + channel] as number;
      table[texel * 4 + channel] = Math.round(from + (to - from) * (at - stop));
    }
  }
  tables.set(encoded, table);
  return table;
}

function gradientOf(table: Uint8Array): string {
  const stops = Array.from({ length: GRADIENT_STOPS }, (_, stop) => {
    const at = Math.round((stop / (GRADIENT_STOPS - 1)) * (TEXELS - 1)) * 4;
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
