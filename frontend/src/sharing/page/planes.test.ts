import { expect, test } from "vitest";
import { DecodeError } from "../../decode";
import { packPlanes, unpackPlanes } from "./planes";

test("codes come back exactly, also where a change wraps around", () => {
  const snapshots = [Int16Array.of(-32_768, 0, 32_767), Int16Array.of(32_767, -1, -32_768)];

  expect([...unpackPlanes(packPlanes(snapshots, 3), "I16", 3)]).toEqual([-32_768, 0, 32_767, 32_767, -1, -32_768]);
});

test("codes of 8 bits come back exactly", () => {
  const snapshots = [Int8Array.of(-128, 127), Int8Array.of(127, -128)];

  expect([...unpackPlanes(packPlanes(snapshots, 2), "I8", 2)]).toEqual([-128, 127, 127, -128]);
});

test("32-bit numbers come back bit by bit: NaN, infinities, zeros with their sign", () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-45, 3.4e38, -1.5];
  const snapshots = [Float32Array.from(values), Float32Array.from(values.toReversed())];
  const bits = (data: ArrayLike<number>): number[] => [...new Uint32Array(Float32Array.from(data).buffer)];

  expect(bits(unpackPlanes(packPlanes(snapshots, 6), "F32", 6))).toEqual(bits([...values, ...values.toReversed()]));
});

test("a snapshot that is part of a longer array is packed alone", () => {
  const all = Int16Array.of(1, 2, 3, 4);

  expect([...unpackPlanes(packPlanes([all.subarray(1, 3)], 2), "I16", 2)]).toEqual([2, 3]);
});

test("what hardly changes becomes bytes that are hardly different", () => {
  const bytes = packPlanes([Int16Array.of(300, -300), Int16Array.of(301, -299)], 2);

  expect([...bytes.slice(2, 4)]).toEqual([1, 1]);
  expect([...bytes.slice(6, 8)]).toEqual([0, 0]);
});

test("bytes that are no whole snapshots are refused", () => {
  expect(() => unpackPlanes(new Uint8Array(7), "I16", 2)).toThrow(DecodeError);
  expect(() => unpackPlanes(new Uint8Array(6), "I16", 2)).toThrow("no snapshots of 2");
});
