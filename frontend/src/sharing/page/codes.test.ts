import { expect, test } from "vitest";
import {
  decodePositions,
  decodeRows,
  encodePositions,
  encodeRows,
  roundingLength,
  shortened,
  wereLoggedIn8Bits,
} from "./codes";

test("points come back to within a 65,534th of the cloud, wherever it lies", () => {
  const positions = Float32Array.of(1000, -5, 0, 1002, -4, 0.5, 1001, -4.5, 0.25);
  const { codes, extent } = encodePositions(positions);
  const back = new Float32Array(9);
  decodePositions(codes, extent, back, 0);

  for (const [index, value] of back.entries()) {
    expect(Math.abs(value - (positions[index] as number))).toBeLessThan(1e-4);
  }
});

test("a point without a place stays without", () => {
  const { codes, extent } = encodePositions(Float32Array.of(Number.NaN, 0, 0, 1, 1, 1, Number.POSITIVE_INFINITY, 0, 0));
  const back = new Float32Array(9);
  decodePositions(codes, extent, back, 0);

  expect([...back].map(Number.isFinite)).toEqual([false, true, true, true, true, true, false, true, true]);
});

test("a cloud that is one point, or none, has its place", () => {
  for (const values of [[], [2, 3, 4], [Number.NaN, Number.NaN, Number.NaN]]) {
    const positions = Float32Array.from(values);
    const { codes, extent } = encodePositions(positions);
    const back = new Float32Array(positions.length);
    decodePositions(codes, extent, back, 0);

    expect(back).toEqual(positions);
  }
});

test("rows come back to within half a code", () => {
  const rows = Float32Array.of(1, -0.5, 0.25, 0, 0, 0, Number.NaN, 7, -7);
  const back = decodeRows(encodeRows(rows, 3, 16), 3);

  for (const [index, value] of back.entries()) {
    const there = rows[index] as number;
    expect(Number.isNaN(there) ? Number.isNaN(value) : Math.abs(value - there) < 2e-4).toBe(true);
  }
});

test("rows that were logged in 8 bits are told from others, and come back as they are", () => {
  const logged = Float32Array.from([127, -64, 3, 10, 127, 0], (code) => (code * 0.31) / 127);

  expect(wereLoggedIn8Bits(logged, 3)).toBe(true);
  expect(wereLoggedIn8Bits(Float32Array.of(1, 0.123, 0.3), 3)).toBe(false);
  for (const [index, value] of decodeRows(encodeRows(logged, 3, 8), 3).entries()) {
    expect(value).toBeCloseTo(logged[index] as number, 6);
  }
});

test("rounding adds less where codes have more bits", () => {
  expect(roundingLength(1, 12, 8)).toBeCloseTo(1 / 127);
  expect(roundingLength(1, 12, 16)).toBeCloseTo(1 / 32_767);
});

test("codes of 16 bits become codes of 8, and what was absent stays absent", () => {
  expect([...shortened(Int16Array.of(-32_768, -32_767, 0, 130, 32_767), 8)]).toEqual([-128, -127, 0, 1, 127]);
  expect(shortened(Int8Array.of(1), 8)).toEqual(Int8Array.of(1));
  expect(shortened(Int16Array.of(1), 16)).toEqual(Int16Array.of(1));
});
