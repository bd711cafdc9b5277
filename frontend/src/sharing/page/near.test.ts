import { expect, test } from "vitest";
import { movementOf, nearestRows, spreadEvenly, type WideRows } from "./near";

function rows(...values: number[][]): WideRows {
  return { columns: 2, values: Float32Array.from(values.flat()), rounding: new Float32Array(values.length) };
}

test("the nearest by angle come first, however long they are", () => {
  const found = nearestRows(rows([1, 0], [0, 1], [10, 1], [-1, 0]), 0, 2);

  expect(found?.map(({ index }) => index)).toEqual([2, 1]);
  expect(found?.[1]?.distance).toBeCloseTo(1);
});

test("rows that are zero or not finite are nobody's neighbours and have none", () => {
  const some = rows([1, 0], [0, 0], [Number.NaN, 1], [1, 1]);

  expect(nearestRows(some, 0, 10)?.map(({ index }) => index)).toEqual([3]);
  expect(nearestRows(some, 1, 10)).toBeNull();
  expect(nearestRows(some, -1, 10)).toBeNull();
});

test("a turn of all rows moves each of them and changes no neighbour", () => {
  const before = rows([1, 0], [1, 0.1], [0, 1], [0.1, 1]);
  const after = rows([0, 1], [-0.1, 1], [-1, 0], [-1, 0.1]);
  const moved = movementOf(before, after, 1, null);

  expect(moved.medianDistance).toBeGreaterThan(1);
  expect([...moved.changes]).toEqual([0, 0, 0, 0]);
  expect(moved.meanChange).toBe(0);
  expect(moved.compared).toBe(4);
});

test("what rounding could have done is no movement", () => {
  const before = { ...rows([1, 0], [1, 0]), rounding: Float32Array.of(0.1, 0) };
  const after = { ...rows([1.1, 0], [1.1, 0]), rounding: Float32Array.of(0.1, 0) };

  const [rounded, moved] = movementOf(before, after, 1, null).distances;
  expect(rounded).toBe(0);
  expect(moved).toBeCloseTo(0.1);
});

test("a row that is not there at both steps is not compared", () => {
  const moved = movementOf(rows([1, 0], [Number.NaN, 0]), rows([2, 0], [1, 0]), 1, () => [0, 1]);

  expect(moved.compared).toBe(1);
  expect([...moved.distances]).toEqual([1, Number.NaN]);
  expect([...moved.changes]).toEqual([Number.NaN, Number.NaN]);
});

test("items are spread evenly", () => {
  expect(spreadEvenly([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
  expect(spreadEvenly([], 3)).toEqual([]);
});
