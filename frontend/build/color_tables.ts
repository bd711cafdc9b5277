import { color } from "d3-color";
import { interpolateViridis } from "d3-scale-chromatic";
import type { Plugin } from "vite";

const MODULE = "virtual:color-tables";
const TEXELS = 256;

/** RGBA bytes of a colour scheme sampled between two of its ends. */
function table(interpolate: (share: number) => string, from: number, to: number): number[] {
  return Array.from({ length: TEXELS }, (_, texel) => {
    const rgb = color(interpolate(from + ((to - from) * texel) / (TEXELS - 1)))?.rgb();
    if (rgb === undefined) {
      throw new Error(`no colour at texel ${texel}`);
    }
    return [Math.round(rgb.r), Math.round(rgb.g), Math.round(rgb.b), 255];
  }).flat();
}

/**
 * Bakes the colour schemes into tables of 256 texels, so that the page carries bytes instead of a colour library. The ends
 * are cut where they would drown in the page's background: the dark one on dark, the bright one on light.
 */
export function colorTables(): Plugin {
  const tables = {
    dark: table(interpolateViridis, 0.26, 1),
    light: table(interpolateViridis, 0, 0.86),
  };
  return {
    name: "color-tables",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) =>
      id === `\0${MODULE}`
        ? Object.entries(tables)
            .map(([theme, texels]) => {
              const encoded = Buffer.from(texels).toString("base64");
              return `export const ${theme} = Uint8Array.from(atob("${encoded}"), (c) => c.charCodeAt(0));`;
            })
            .join("\n")
        : undefined,
  };
}
