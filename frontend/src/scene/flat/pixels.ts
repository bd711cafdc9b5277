/** Pixels as an image holds them: red, green, blue and alpha in the bytes of one number. Pure. */

import type { Rgb } from "../../store/colors";

/** A picture in memory. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel, row by row from the top. */
  readonly data: Uint32Array;
}

/** An opaque pixel of three bytes. */
export function opaque(red: number, green: number, blue: number): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** An opaque pixel of a colour whose parts are from 0 to 1. */
export function opaqueRgb([red, green, blue]: Rgb): number {
  return opaque(Math.round(red * 255), Math.round(green * 255), Math.round(blue * 255));
}

/** A table of RGBA bytes as opaque pixels. */
export function opaqueTable(bytes: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: bytes.length / 4 }, (_, texel) =>
    opaque(bytes[texel * 4] ?? 0, bytes[texel * 4 + 1] ?? 0, bytes[texel * 4 + 2] ?? 0),
  );
}

/** One opaque pixel over another; `alpha` from 0 to 255. */
export function blend(below: number, above: number, alpha: number): number {
  const rest = 255 - alpha;
  const red = ((above & 255) * alpha + (below & 255) * rest + 127) / 255;
  const green = (((above >>> 8) & 255) * alpha + ((below >>> 8) & 255) * rest + 127) / 255;
  const blue = (((above >>> 16) & 255) * alpha + ((below >>> 16) & 255) * rest + 127) / 255;
  return ((255 << 24) | (blue << 16) | ((green & 255) << 8) | (red & 255)) >>> 0;
}
