import { expect, it } from "vitest";
import { cloudHistory } from "../testing/clouds";
import { floatsOf, valuesOf } from "./point_values";

const { snapshots, rowIds } = cloudHistory({ name: "a", steps: [0, 1], rowIds: [3, 5, 8] });
const [first, second] = snapshots as [(typeof snapshots)[0], (typeof snapshots)[0]];

it("colours by the numbers of the snapshot, or of the rows", () => {
  expect(valuesOf(first, rowIds, "magnitude", null)).toBe(first.magnitudes);
  expect(valuesOf(first, rowIds, "gradient", null)).toBe(first.gradients);
  expect(valuesOf(first, rowIds, "row", null)).toBe(rowIds);
});

it("copies nothing that is floats already", () => {
  expect(floatsOf(first, rowIds, "magnitude", null)).toBe(first.magnitudes);
  expect(floatsOf(second, rowIds, "gradient", null)).toBe(second.gradients);
});

it("makes one array of floats for the rows of all snapshots", () => {
  const rows = floatsOf(first, rowIds, "row", null);

  expect(rows).toEqual(Float32Array.from([3, 5, 8]));
  expect(floatsOf(second, rowIds, "row", null)).toBe(rows);
});

it("colours by what was measured in an interval, whatever the step; where nothing was, by no number", () => {
  const measured = Float32Array.of(1, 2, 3);

  expect(floatsOf(first, rowIds, "movement", measured)).toBe(measured);
  expect(floatsOf(second, rowIds, "neighbor_change", measured)).toBe(measured);
  expect(floatsOf(first, rowIds, "movement", null)).toEqual(new Float32Array(3).fill(Number.NaN));
  expect(floatsOf(second, rowIds, "movement", null)).toBe(floatsOf(first, rowIds, "movement", null));
});
