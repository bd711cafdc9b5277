/** Writes what the server would answer, for tests. */

const ELEMENTS = { F32: Float32Array, I16: Int16Array, I8: Int8Array, I64: BigInt64Array } as const;

export interface WrittenTensor {
  readonly dtype: keyof typeof ELEMENTS;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A safetensors file; the header is padded with spaces to eight bytes, as the reference implementation does. */
export function safetensors(
  tensors: Readonly<Record<string, WrittenTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): ArrayBuffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
    const part = elementBytes(dtype, values);
    header[name] = { dtype, shape, data_offsets: [end, end + part.length] };
    end += part.length;
    parts.push(part);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + end).fill(0x20);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(text, 8);
  let at = 8 + headerBytes;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file.buffer;
}

function elementBytes(dtype: keyof typeof ELEMENTS, values: readonly number[]): Uint8Array {
  const elements = dtype === "I64" ? BigInt64Array.from(values, BigInt) : ELEMENTS[dtype].from(values);
  return new Uint8Array(elements.buffer);
}
