import { describe, expect, it } from "vitest";
import { DecodeError, decodeSafetensors, float32, integers } from "./decode";
import { safetensors } from "./testing/safetensors";

/** A file from a header's size in hexadecimal bytes, the header, and the tensors' bytes. */
function file(size: string, header: string, data = ""): ArrayBuffer {
  const hex = (text: string): number[] => (text.match(/[\da-f]{2}/gu) ?? []).map((byte) => Number.parseInt(byte, 16));
  return new Uint8Array([...hex(size), ...new TextEncoder().encode(header), ...hex(data)]).buffer;
}

/** A file whose header tells the truth about its own size. */
function headed(header: string, data = ""): ArrayBuffer {
  return file(new TextEncoder().encode(header).length.toString(16).padStart(2, "0") + " 00".repeat(7), header, data);
}

function entry(dtype: string, shape: string, offsets: string): string {
  return `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;
}

describe("a file of literal bytes", () => {
  it("gives its tensor", () => {
    const header = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';

    const { tensors } = decodeSafetensors(file("36 00 00 00 00 00 00 00", header, "00 00 80 3f  00 00 00 c0"));

    expect([...tensors.keys()]).toEqual(["a"]);
    expect(tensors.get("a")).toEqual({ shape: [2], data: Float32Array.of(1, -2) });
  });

  it.each([
    ["I8", "[2]", "[0,2]", "7f 80", Int8Array.of(127, -128)],
    ["I16", "[2]", "[0,4]", "ff 7f 00 80", Int16Array.of(32_767, -32_768)],
    ["I64", "[2]", "[0,16]", "0a 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff", Float64Array.of(10, -1)],
    ["F32", "[1]", "[0,4]", "00 00 c0 7f", Float32Array.of(Number.NaN)],
    ["F32", "[]", "[0,4]", "00 00 80 3f", Float32Array.of(1)],
    ["F32", "[0,3]", "[0,0]", "", new Float32Array()],
  ])("of %s in the shape %s", (dtype, shape, offsets, data, expected) => {
    const { tensors } = decodeSafetensors(headed(entry(dtype, shape, offsets), data));

    expect(tensors.get("a")?.data).toEqual(expected);
  });

  it("is read wherever its tensors start", () => {
    const shifts = Array.from({ length: 8 }, (_, spaces) =>
      headed(entry("F32", "[1]", "[0,4]") + " ".repeat(spaces), "00 00 80 3f"),
    );

    expect(shifts.map((shifted) => decodeSafetensors(shifted).tensors.get("a")?.data[0])).toEqual(new Array(8).fill(1));
  });

  it("may hold no tensor at all", () => {
    expect(decodeSafetensors(headed("{}"))).toEqual({ metadata: {}, tensors: new Map() });
  });

  it("keeps its metadata apart from its tensors", () => {
    const read = decodeSafetensors(headed('{"__metadata__":{"basis":"é"}}'));

    expect(read).toEqual({ metadata: { basis: "é" }, tensors: new Map() });
  });
});

describe("what is no safetensors file is refused", () => {
  it.each([
    ["nothing", new ArrayBuffer(0), "found 0 bytes"],
    ["a truncated size", file("36 00 00", ""), "found 3 bytes"],
    ["a header larger than the file", file("ff 00 00 00 00 00 00 00", "{}"), "claims 255 bytes of 10"],
    ["a header of 2⁶⁴ − 1 bytes", file("ff".repeat(8), "{}"), "the header claims"],
    ["a page of HTML", headed("<!doctype html>"), "no JSON"],
    ["JSON that breaks off", headed('{"a":'), "no JSON"],
    ["a list", headed("[]"), "no JSON object"],
    ["null", headed("null"), "no JSON object"],
    ["bytes that are no UTF-8", file("07 00 00 00 00 00 00 00", "", "7b 22 ff 22 3a 31 7d"), "no JSON"],
    ["metadata that is no text", headed('{"__metadata__":{"basis":1}}'), "metadata"],
    ["metadata that is a list", headed('{"__metadata__":["basis"]}'), "metadata"],
  ])("%s", (_, buffer, message) => {
    expect(() => decodeSafetensors(buffer)).toThrow(DecodeError);
    expect(() => decodeSafetensors(buffer)).toThrow(message);
  });
});

describe("an entry that lies is refused", () => {
  it.each([
    ["an unknown type", entry("F8_E4M3", "[4]", "[0,4]")],
    ["a type that every object has", entry("toString", "[4]", "[0,4]")],
    ["an end behind the file's", entry("F32", "[2]", "[0,8]")],
    ["a start behind the file's end", entry("F32", "[0]", "[8,8]")],
    ["a start behind its end", entry("F32", "[1]", "[4,0]")],
    ["a range that does not fit the shape", entry("F32", "[2]", "[0,4]")],
    ["a shape too large for a number", entry("F32", "[9007199254740991,9007199254740991]", "[0,4]")],
    ["a negative size", entry("F32", "[-1,-1]", "[0,4]")],
    ["a fraction", entry("F32", "[0.5]", "[0,2]")],
    ["one offset", entry("F32", "[0]", "[0]")],
    ["three offsets", entry("F32", "[1]", "[0,4,8]")],
    ["a negative offset", entry("F32", "[1]", "[-4,0]")],
    ["no shape", '{"a":{"dtype":"F32","data_offsets":[0,4]}}'],
    ["a number", '{"a":1}'],
    ["null", '{"a":null}'],
  ])("%s", (_, header) => {
    const buffer = headed(header, "00 00 80 3f");

    expect(() => decodeSafetensors(buffer)).toThrow(DecodeError);
    expect(() => decodeSafetensors(buffer)).toThrow('"a"');
  });
});

describe("a tensor is asked for by its type", () => {
  const read = decodeSafetensors(
    safetensors({
      floats: { dtype: "F32", shape: [1], values: [0.5] },
      steps: { dtype: "I64", shape: [1], values: [2 ** 53 - 1] },
    }),
  );

  it("and given as numbers", () => {
    expect(float32(read, "floats")).toEqual(Float32Array.of(0.5));
    expect(integers(read, "steps")).toEqual(Float64Array.of(2 ** 53 - 1));
  });

  it("and refused where it is another or missing", () => {
    expect(() => float32(read, "steps")).toThrow('expected a tensor "steps" of 32-bit floats');
    expect(() => integers(read, "floats")).toThrow('expected a tensor "floats" of 64-bit integers');
    expect(() => float32(read, "positions/0")).toThrow(DecodeError);
  });
});
