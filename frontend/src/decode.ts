/**
 * Reads safetensors (https://github.com/huggingface/safetensors): eight bytes with the header's size, the header as JSON,
 * then the tensors' bytes, little-endian. Nothing is believed before it is checked against the bytes that are there.
 */

/** An answer that is not what the route promises. */
export class DecodeError extends Error {}

export type TensorData = Float32Array | Float64Array | Int16Array | Int8Array;

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

const SIZE_BYTES = 8;
const LARGEST_HEADER_BYTES = 100_000_000;

const ELEMENT_BYTES = { F32: 4, I16: 2, I64: 8, I8: 1 } as const;
type Dtype = keyof typeof ELEMENT_BYTES;

/** Reads a whole answer; 64-bit integers become doubles, exact up to 2⁵³. Throws `DecodeError`. */
export function decodeSafetensors(buffer: ArrayBuffer): Safetensors {
  const header = readHeader(buffer);
  const metadata = header.entries["__metadata__"] ?? {};
  if (!isTexts(metadata)) {
    throw new DecodeError("the metadata is no object of strings");
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header.entries)) {
    if (name !== "__metadata__") {
      tensors.set(name, readTensor(buffer, header.endByte, name, entry));
    }
  }
  return { metadata, tensors };
}

/** The tensor of this name as 32-bit floats; throws `DecodeError` if it is another or missing. */
export function float32(file: Safetensors, name: string): Float32Array {
  const data = file.tensors.get(name)?.data;
  if (!(data instanceof Float32Array)) {
    throw new DecodeError(`expected a tensor "${name}" of 32-bit floats`);
  }
  return data;
}

/** The tensor of this name, which holds 64-bit integers, as doubles; throws `DecodeError` if it is another or missing. */
export function integers(file: Safetensors, name: string): Float64Array {
  const data = file.tensors.get(name)?.data;
  if (!(data instanceof Float64Array)) {
    throw new DecodeError(`expected a tensor "${name}" of 64-bit integers`);
  }
  return data;
}

function readHeader(buffer: ArrayBuffer): { entries: Record<string, unknown>; endByte: number } {
  if (buffer.byteLength < SIZE_BYTES) {
    throw new DecodeError(`found ${buffer.byteLength} bytes, too few for a header`);
  }
  const headerBytes = Number(new DataView(buffer).getBigUint64(0, true));
  if (headerBytes > Math.min(LARGEST_HEADER_BYTES, buffer.byteLength - SIZE_BYTES)) {
    throw new DecodeError(`the header claims ${headerBytes} bytes of ${buffer.byteLength}`);
  }
  let entries: unknown;
  try {
    entries = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(buffer, SIZE_BYTES, headerBytes)),
    );
  } catch (error) {
    throw new DecodeError(`the header is no JSON: ${String(error)}`, { cause: error });
  }
  if (!isRecord(entries)) {
    throw new DecodeError("the header is no JSON object");
  }
  return { entries, endByte: SIZE_BYTES + headerBytes };
}

function readTensor(buffer: ArrayBuffer, dataStart: number, name: string, entry: unknown): Tensor {
  if (!(isRecord(entry) && isDtype(entry["dtype"]) && isSizes(entry["shape"]) && isRange(entry["data_offsets"]))) {
    throw new DecodeError(`the entry of "${name}" is malformed`);
  }
  const [begin, end] = entry["data_offsets"];
  const length = entry["shape"].reduce((product, size) => product * size, 1);
  const elementBytes = ELEMENT_BYTES[entry["dtype"]];
  if (end - begin !== length * elementBytes || dataStart + end > buffer.byteLength) {
    throw new DecodeError(`"${name}" claims bytes ${begin} to ${end}, which do not fit its shape or the answer`);
  }
  const start = dataStart + begin;
  const aligned = start % elementBytes === 0;
  const bytes = aligned ? buffer : buffer.slice(start, dataStart + end);
  return { shape: entry["shape"], data: view(entry["dtype"], bytes, aligned ? start : 0, length) };
}

function view(dtype: Dtype, buffer: ArrayBuffer, start: number, length: number): TensorData {
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer, start, length);
    case "I16":
      return new Int16Array(buffer, start, length);
    case "I8":
      return new Int8Array(buffer, start, length);
    case "I64":
      return Float64Array.from(new BigInt64Array(buffer, start, length), Number);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === "string" && Object.hasOwn(ELEMENT_BYTES, value);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function isRange(value: unknown): value is [number, number] {
  return isSizes(value) && value.length === 2;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
