/** What a cell shows: a weight, its gradient, or how it differs from another moment or another run. Pure. */

import type { Parameter } from "../../answers";
import type { ShownQuantity } from "../choices";
import { type Alignment, laid, spanOf } from "../comparison/alignment";
import { Lately } from "../lately";
import type { Codes, NetworkHistory, TileSnapshot } from "./history";

/** A moment that can be shown; what is not logged as it is shown is computed when it is asked for. */
export interface Moment {
  readonly step: number;
  /** The step of the snapshot that is taken away from this one; null where none is. */
  readonly since: number | null;
  tiles(): TileSnapshot;
}

const LARGEST_CODE = 32_767;
const ABSENT = -32_768;
/** Scales are 32-bit floats: what rounding makes may come out a little larger. */
const FLOOR_MARGIN = 1.000_01;

/** The largest code of an array of codes; the next lower than its negative stands for "no number". */
export function largestCode(codes: Codes): number {
  return codes instanceof Int8Array ? 127 : LARGEST_CODE;
}

/** The value of a code; NaN where it stands for none. */
export function valueAt({ codes, scales }: TileSnapshot, parameter: number, index: number): number {
  const code = codes[index];
  const largest = largestCode(codes);
  return code === undefined || code < -largest ? Number.NaN : (code * (scales[parameter] ?? Number.NaN)) / largest;
}

/** What a difference is taken from, and at which of its steps. */
export interface Reference {
  readonly history: NetworkHistory;
  readonly alignment: Alignment;
}

/** The moments at which a run can be shown in a quantity, in order of steps. */
export function momentsOf(
  history: NetworkHistory,
  quantity: ShownQuantity,
  reference: Reference | null,
): readonly Moment[] {
  const { weights, gradients, run } = history;
  switch (quantity) {
    case "weight":
      return weights.map(asLogged);
    case "gradient":
      return gradients.map(asLogged);
    case "change":
      return weights.map((later, index) => difference(run, later, weights[Math.max(0, index - 1)] ?? later));
    case "since_start":
      return weights.map((later) => difference(run, later, weights[0] ?? later));
    case "difference":
      return differences(history, reference);
  }
}

function asLogged(snapshot: TileSnapshot): Moment {
  return { step: snapshot.step, since: null, tiles: () => snapshot };
}

interface Layout {
  readonly parameters: readonly Parameter[];
  readonly rounding_floor: number;
}

function differences({ run, weights }: NetworkHistory, reference: Reference | null): Moment[] {
  if (reference === null) {
    return [];
  }
  const { history, alignment } = reference;
  const [own, its] = [weights, history.weights].map((all) => spanOf(all.map(({ step }) => step)));
  const { onRun } = laid(its ?? null, own ?? { first: 0, last: 0 }, alignment);
  let index = 0;
  return weights.flatMap((later) => {
    const step = onRun(later.step);
    while ((history.weights[index + 1]?.step ?? Number.POSITIVE_INFINITY) <= step) {
      index += 1;
    }
    const other = history.weights[index];
    return other === undefined ? [] : [difference(run, later, other, history.run)];
  });
}

function difference(run: Layout, later: TileSnapshot, earlier: TileSnapshot, other: Layout = run): Moment {
  return {
    step: later.step,
    since: earlier.step,
    tiles: () => lately.get([later, earlier], () => subtract(run, later, earlier, other)),
  };
}

const lately = new Lately<TileSnapshot>(
  ({ codes, scales, rms }) => codes.byteLength + scales.byteLength + rms.byteLength,
);

/** Bytes of the differences that are kept. */
export function differenceBytes(): number {
  return lately.bytes;
}

/**
 * The difference of two snapshots, parameter by parameter; those that only one of them has, or has in another shape, are
 * absent. What rounding to codes could have made counts as 0.
 */
export function subtract(run: Layout, later: TileSnapshot, earlier: TileSnapshot, other: Layout = run): TileSnapshot {
  const codes = new Int16Array(later.codes.length).fill(ABSENT);
  const scales = new Float32Array(run.parameters.length).fill(Number.NaN);
  const rms = new Float32Array(run.parameters.length).fill(Number.NaN);
  const places = new Map(other.parameters.map((parameter, index) => [parameter.name, { parameter, index }]));
  for (const [index, parameter] of run.parameters.entries()) {
    const match = places.get(parameter.name);
    if (match !== undefined && isSameMatrix(parameter, match.parameter)) {
      const pair = {
        later: tileOf(later, index, parameter),
        earlier: tileOf(earlier, match.index, match.parameter),
        floor: FLOOR_MARGIN * (floorOf(run, later, index) + floorOf(other, earlier, match.index)),
      };
      const found = subtractTile(pair, codes.subarray(parameter.tile_offset));
      scales[index] = found.scale;
      rms[index] = found.rms;
    }
  }
  return { step: later.step, codes, scales, rms };
}

/** Whether two parameters have the same weights in their tiles. */
export function isSameMatrix(a: Parameter, b: Parameter): boolean {
  return a.shape.join() === b.shape.join() && a.tile_shape.join() === b.tile_shape.join();
}

interface Tile {
  readonly codes: Codes;
  /** Value of one code. */
  readonly unit: number;
  readonly lowest: number;
}

function tileOf({ codes, scales }: TileSnapshot, index: number, { tile_offset, tile_shape }: Parameter): Tile {
  const largest = largestCode(codes);
  return {
    codes: codes.subarray(tile_offset, tile_offset + tile_shape[0] * tile_shape[1]),
    unit: (scales[index] ?? Number.NaN) / largest,
    lowest: -largest,
  };
}

function floorOf({ rounding_floor }: Layout, { scales }: TileSnapshot, index: number): number {
  return rounding_floor * (scales[index] ?? 0);
}

/** Writes the difference of two tiles as codes; says what the largest code stands for. */
function subtractTile(
  { later, earlier, floor }: { readonly later: Tile; readonly earlier: Tile; readonly floor: number },
  target: Int16Array,
): { scale: number; rms: number } {
  const deltas = new Float32Array(later.codes.length);
  let scale = 0;
  let squares = 0;
  let count = 0;
  for (let cell = 0; cell < deltas.length; cell += 1) {
    const a = later.codes[cell] as number;
    const b = earlier.codes[cell] as number;
    const delta = a < later.lowest || b < earlier.lowest ? Number.NaN : a * later.unit - b * earlier.unit;
    const kept = Math.abs(delta) <= floor ? 0 : delta;
    deltas[cell] = kept;
    if (!Number.isNaN(kept)) {
      scale = Math.max(scale, Math.abs(kept));
      squares += kept * kept;
      count += 1;
    }
  }
  for (let cell = 0; cell < deltas.length; cell += 1) {
    const delta = deltas[cell] as number;
    target[cell] = Number.isNaN(delta) ? ABSENT : Math.round((delta / (scale || 1)) * LARGEST_CODE);
  }
  return count === 0 ? { scale: Number.NaN, rms: Number.NaN } : { scale, rms: Math.sqrt(squares / count) };
}
