/**
 * Arrays of one kind, one a snapshot, as bytes that deflate well: from the second snapshot on what changed, in integers that
 * wrap around, and of all numbers first the lowest bytes, then the next. Nothing is lost, whatever the numbers mean. Pure.
 */

import { DecodeError, type TensorData } from "../../decode";

export type PackedDtype = "I8" | "I16" | "F32";
export type PackedData = Int8Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
type Words = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export const ELEMENT_BYTES: Readonly<Record<PackedDtype, 1 | 2 | 4>> = { I8: 1, I16: 2, F32: 4 };

export function dtypeOf(data: TensorData): PackedDtype {
  if (data instanceof Float64Array) {
    throw new TypeError("64-bit numbers are not packed");
  }
  if (data instanceof Float32Array) {
    return "F32";
  }
  return data instanceof Int16Array ? "I16" : "I8";
}

/** Packs snapshots of `size` numbers each. */
export function packPlanes(snapshots: readonly TensorData[], size: number): Uint8Array<ArrayBuffer> {
  const [first] = snapshots;
  const width = first === undefined ? 1 : ELEMENT_BYTES[dtypeOf(first)];
  const count = snapshots.length * size;
  const bytes = new Uint8Array(count * width);
  let before: Words | null = null;
  for (const [number, snapshot] of snapshots.entries()) {
    const words = wordsOf(snapshot);
    for (let index = 0; index < size; index += 1) {
      const change = (words[index] as number) - ((before?.[index] as number | undefined) ?? 0);
      for (let plane = 0; plane < width; plane += 1) {
        bytes[plane * count + number * size + index] = change >>> (8 * plane);
      }
    }
    before = words;
  }
  return bytes;
}

/** Unpacks what `packPlanes` made: the snapshots one after the other. Throws `DecodeError` where the bytes are others. */
export function unpackPlanes(bytes: Uint8Array, dtype: PackedDtype, size: number): PackedData {
  const width = ELEMENT_BYTES[dtype];
  const count = bytes.length / width;
  if (!Number.isInteger(count) || (size === 0 ? count !== 0 : count % size !== 0)) {
    throw new DecodeError(`${bytes.length} bytes are no snapshots of ${size} numbers`);
  }
  const data = emptyData(dtype, count);
  const words = wordsOf(data);
  for (let index = 0; index < count; index += 1) {
    let change = 0;
    for (let plane = 0; plane < width; plane += 1) {
      change |= (bytes[plane * count + index] as number) << (8 * plane);
    }
    // An assignment to an unsigned element wraps around.
    words[index] = change + (index < size ? 0 : (words[index - size] as number));
  }
  return data;
}

export function emptyData(dtype: PackedDtype, length: number): PackedData {
  switch (dtype) {
    case "I8":
      return new Int8Array(length);
    case "I16":
      return new Int16Array(length);
    case "F32":
      return new Float32Array(length);
  }
}

/** The same memory as unsigned integers. */
function wordsOf(data: TensorData): Words {
  const buffer = data.buffer as ArrayBuffer;
  switch (ELEMENT_BYTES[dtypeOf(data)]) {
    case 1:
      return new Uint8Array(buffer, data.byteOffset, data.length);
    case 2:
      return new Uint16Array(buffer, data.byteOffset, data.length);
    case 4:
      return new Uint32Array(buffer, data.byteOffset, data.length);
  }
}
