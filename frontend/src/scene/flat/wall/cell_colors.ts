/** Colours the cells of a slab between two snapshots, one pixel a cell. Pure. */

import type { Slab } from "../../../store/building/plan";
import { slabRange } from "../../../store/network/coloring";
import type { TileSnapshot } from "../../../store/network/history";
import { largestCode } from "../../../store/network/quantities";
import type { Pixels } from "../pixels";
import type { Place, Size } from "./packing";

/** The moment that is shown: between two snapshots, and how far from the one to the other. */
export interface WallMoment {
  readonly from: TileSnapshot;
  readonly to: TileSnapshot;
  readonly fraction: number;
  /** The value at which all colours are full; 0 where each slab has its own. */
  readonly commonRange: number;
}

export interface CellPalette {
  /** Opaque pixels from the lowest value to the highest; zero is in the middle. */
  readonly table: Uint32Array;
  /** For values that are not finite. */
  readonly nonfinite: number;
}

/** How many cells a slab has across and down, as it is drawn. */
export function cellSize({ rows, columns, isTurned }: Pick<Slab, "rows" | "columns" | "isTurned">): Size {
  const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  return isTurned ? { width: height, height: width } : { width, height };
}

/** Whether a parameter was logged at a moment. */
export function isLogged({ from, to, fraction }: WallMoment, parameter: number): boolean {
  const scale = (snapshot: TileSnapshot): number => snapshot.scales[parameter] ?? Number.NaN;
  return (fraction >= 1 || !Number.isNaN(scale(from))) && (fraction <= 0 || !Number.isNaN(scale(to)));
}

/** Colours a slab's cells from a place of the picture on. */
export function colorCells(
  pixels: Pixels,
  { x, y }: Place,
  slab: Slab,
  moment: WallMoment,
  palette: CellPalette,
): void {
  const { width, height } = cellSize(slab);
  const { tileOffset, tileColumns, rows, columns, isTurned } = slab;
  const first = tileOffset + rows[0] * tileColumns + columns[0];
  const [across, down] = isTurned ? [tileColumns, 1] : [1, tileColumns];
  const colorOf = coloring(slab.parameter, moment, palette);
  for (let row = 0; row < height; row += 1) {
    let target = (y + row) * pixels.width + x;
    let code = first + row * down;
    for (let column = 0; column < width; column += 1) {
      pixels.data[target] = colorOf(code);
      target += 1;
      code += across;
    }
  }
}

/** The colour of a code by its place in the snapshots. */
function coloring(parameter: number, moment: WallMoment, { table, nonfinite }: CellPalette): (index: number) => number {
  const { from, to, fraction } = moment;
  const isBefore = fraction <= 0 || from === to;
  const [near, far] = isBefore ? [from, from] : [from, to];
  const middle = table.length / 2;
  const last = table.length - 1;
  const weight = (snapshot: TileSnapshot, share: number): number =>
    share * middle * unitOf(snapshot, parameter, moment);
  const [nearWeight, farWeight] = isBefore ? [weight(near, 1), 0] : [weight(near, 1 - fraction), weight(far, fraction)];
  const [nearLowest, farLowest] = [-largestCode(near.codes), -largestCode(far.codes)];
  const [nearCodes, farCodes] = [near.codes, far.codes];
  return (index) => {
    const a = nearCodes[index] as number;
    const b = farCodes[index] as number;
    if (a < nearLowest || b < farLowest) {
      return nonfinite;
    }
    const texel = middle + a * nearWeight + b * farWeight;
    return table[Math.min(last, Math.max(0, Math.floor(texel)))] as number;
  };
}

/** What one code is worth, as a share of the value at which colours are full. */
function unitOf(snapshot: TileSnapshot, parameter: number, { commonRange }: WallMoment): number {
  const range = commonRange > 0 ? commonRange : slabRange(snapshot, parameter);
  const scale = snapshot.scales[parameter] ?? Number.NaN;
  const unit = scale / largestCode(snapshot.codes) / range;
  return Number.isFinite(unit) ? unit : 0;
}
