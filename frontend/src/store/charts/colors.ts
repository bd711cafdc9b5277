/** The colours of the maps, as a canvas takes them. Pure. */

import { divergingTable, sequentialTable } from "../colors";
import type { ColorScheme } from "../settings";
import type { Theme } from "../state";

/** The hatching of what was not logged. */
export const ABSENT_COLORS: Readonly<Record<Theme, string>> = { dark: "#55575d", light: "#dcdce0" };

/** 256 colours from the lowest to the highest, each as 32 bits in the order of a canvas' bytes. */
export function packedTable(scheme: ColorScheme, theme: Theme, isDiverging: boolean): Uint32Array {
  const bytes = isDiverging ? divergingTable(scheme, theme) : sequentialTable(scheme, theme);
  return new Uint32Array(bytes.slice().buffer);
}

/** A colour as 32 bits in the order of a canvas' bytes. */
export function packed(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return new Uint32Array(new Uint8Array([red ?? 0, green ?? 0, blue ?? 0, 255]).buffer)[0] ?? 0;
}
