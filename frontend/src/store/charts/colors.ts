/** The colours of the maps, as a canvas takes them. Pure. */

import { COLOR_TABLES } from "../colors";
import type { Theme } from "../state";

/** What is not finite: a colour that no scale has. */
export const LOST_COLOR = "#ff00c8";

/** The hatching of what was not logged. */
export const ABSENT_COLORS: Readonly<Record<Theme, string>> = { dark: "#55575d", light: "#dcdce0" };

type Rgb = readonly [number, number, number];

const TEXELS = 256;

/** Below zero, at zero and above: blue and orange are told apart with the common colour-vision deficiencies. */
const DIVERGING: Readonly<Record<Theme, readonly [Rgb, Rgb, Rgb]>> = {
  dark: [
    [98, 171, 255],
    [58, 60, 66],
    [255, 157, 63],
  ],
  light: [
    [29, 91, 176],
    [236, 236, 238],
    [210, 86, 11],
  ],
};

/** 256 colours from the lowest to the highest, each as 32 bits in the order of a canvas' bytes. */
export function colorTable(theme: Theme, isDiverging: boolean): Uint32Array {
  const bytes = isDiverging ? divergingBytes(DIVERGING[theme]) : COLOR_TABLES[theme];
  return new Uint32Array(bytes.slice().buffer);
}

/** A colour as 32 bits in the order of a canvas' bytes. */
export function packed(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return new Uint32Array(new Uint8Array([red ?? 0, green ?? 0, blue ?? 0, 255]).buffer)[0] ?? 0;
}

/** A table as a CSS gradient from left to right, for legends. */
export function tableGradient(table: Uint32Array): string {
  const bytes = new Uint8Array(table.buffer);
  const stops = Array.from({ length: 17 }, (_, stop) => {
    const at = Math.round((stop / 16) * (table.length - 1)) * 4;
    return `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

function divergingBytes([below, middle, above]: readonly [Rgb, Rgb, Rgb]): Uint8Array {
  return Uint8Array.from({ length: TEXELS * 4 }, (_, byte) => {
    const channel = byte % 4;
    if (channel === 3) {
      return 255;
    }
    const share = (2 * Math.floor(byte / 4)) / (TEXELS - 1) - 1;
    const [from, to] = [middle[channel] ?? 0, (share < 0 ? below : above)[channel] ?? 0];
    return Math.round(from + (to - from) * Math.abs(share));
  });
}
