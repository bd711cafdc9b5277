/** Numbers as codes of 8 or 16 bits, as the format has them: the lowest code is a number that is not finite. Pure. */

import type { TensorData } from "../../decode";

/** Where the points of a snapshot lie, and how far they reach from there: what their codes stand for. */
export type Extent = readonly [x: number, y: number, z: number, reach: number];

const LARGEST = { 8: 127, 16: 32_767 } as const;
const ABSENT = { 8: -128, 16: -32_768 } as const;

/** Positions to within a 65,534th of the cloud. */
export function encodePositions(positions: Float32Array): { codes: Int16Array<ArrayBuffer>; extent: Extent } {
  const extent = extentOf(positions);
  const codes = new Int16Array(positions.length);
  for (let index = 0; index < codes.length; index += 1) {
    const from = (positions[index] as number) - (extent[index % 3] as number);
    codes[index] = Number.isFinite(from) ? Math.round((from / (extent[3] || 1)) * LARGEST[16]) : ABSENT[16];
  }
  return { codes, extent };
}

/** Writes the positions of a snapshot into an array, from a place on. */
export function decodePositions(codes: Int16Array, extent: Extent, into: Float32Array, start: number): void {
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] as number;
    into[start + index] =
      code === ABSENT[16] ? Number.NaN : (extent[index % 3] as number) + (code / LARGEST[16]) * extent[3];
  }
}

function extentOf(positions: Float32Array): Extent {
  const lowest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const highest = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < positions.length; index += 1) {
    const value = positions[index] as number;
    const axis = index % 3;
    if (Number.isFinite(value)) {
      lowest[axis] = Math.min(lowest[axis] as number, value);
      highest[axis] = Math.max(highest[axis] as number, value);
    }
  }
  const middles = lowest.map((low, axis) =>
    low <= (highest[axis] as number) ? (low + (highest[axis] as number)) / 2 : 0,
  );
  const reaches = lowest.map((low, axis) => Math.max(0, ((highest[axis] as number) - low) / 2));
  return [middles[0] as number, middles[1] as number, middles[2] as number, Math.max(...reaches)];
}

/** Codes of 16 bits as codes of 8; those that have 8 stay as they are. */
export function shortened(codes: TensorData, bits: 8 | 16): TensorData {
  if (bits === 16 || !(codes instanceof Int16Array)) {
    return codes;
  }
  return Int8Array.from(codes, (code) =>
    code === ABSENT[16] ? ABSENT[8] : Math.round((code * LARGEST[8]) / LARGEST[16]),
  );
}

/** Largest difference between a number and its code of 8 bits, as a share of what the largest code stands for. */
export const ROUNDING_FLOOR_8 = 1 / (2 * LARGEST[8]);

export interface CodedRows {
  readonly codes: Int8Array<ArrayBuffer> | Int16Array<ArrayBuffer>;
  /** What the largest code of each row stands for. */
  readonly scales: Float32Array<ArrayBuffer>;
}

/** Whether rows are as codes of 8 bits make them, so that more bits would add nothing. */
export function wereLoggedIn8Bits(rows: Float32Array, columns: number): boolean {
  const scales = scalesOf(rows, columns);
  return rows.every((value, index) => {
    const place = (value / (scales[Math.floor(index / columns)] || 1)) * LARGEST[8];
    return !Number.isFinite(place) || Math.abs(place - Math.round(place)) < 1e-3;
  });
}

/** Rows as codes with a scale each. */
export function encodeRows(rows: Float32Array, columns: number, bits: 8 | 16): CodedRows {
  const scales = scalesOf(rows, columns);
  const codes = bits === 8 ? new Int8Array(rows.length) : new Int16Array(rows.length);
  for (let index = 0; index < codes.length; index += 1) {
    const value = rows[index] as number;
    const scale = scales[Math.floor(index / columns)] || 1;
    codes[index] = Number.isFinite(value) ? Math.round((value / scale) * LARGEST[bits]) : ABSENT[bits];
  }
  return { codes, scales };
}

export function decodeRows({ codes, scales }: CodedRows, columns: number): Float32Array {
  const bits = codes instanceof Int8Array ? 8 : 16;
  const rows = new Float32Array(codes.length);
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] as number;
    const scale = scales[Math.floor(index / columns)] as number;
    rows[index] = code === ABSENT[bits] ? Number.NaN : (code / LARGEST[bits]) * scale;
  }
  return rows;
}

/** The largest finite magnitude of each row. */
function scalesOf(rows: Float32Array, columns: number): Float32Array<ArrayBuffer> {
  const scales = new Float32Array(columns === 0 ? 0 : rows.length / columns);
  for (let index = 0; index < rows.length; index += 1) {
    const magnitude = Math.abs(rows[index] as number);
    const row = Math.floor(index / columns);
    if (Number.isFinite(magnitude) && magnitude > (scales[row] as number)) {
      scales[row] = magnitude;
    }
  }
  return scales;
}

/** The length of what rounding adds to a row of so many columns, on average. */
export function roundingLength(scale: number, columns: number, bits: 8 | 16): number {
  return (scale / LARGEST[bits]) * Math.sqrt(columns / 12);
}
