import { expect, it } from "vitest";
import { cloudHistory } from "../testing/clouds";
import { floatsOf, valuesOf } from "./point_values";

const { snapshots, rowIds } = cloudHistory({ name: "a", steps: [0, 1], rowIds: [3, 5, 8] });
const [first, second] = snapshots as [(typeof snapshots)[0], (typeof snapshots)[0]];

it("colours by the numbers of the snapshot, or of the rows", () => {
  expect(valuesOf(first, rowIds, "magnitude")).toBe(first.magnitudes);
  expect(valuesOf(first, rowIds, "gradient")).toBe(first.gradients);
  expect(valuesOf(first, rowIds, "row")).toBe(rowIds);
});

it("copies nothing that is floats already", () => {
  expect(floatsOf(first, rowIds, "magnitude")).toBe(first.magnitudes);
  expect(floatsOf(second, rowIds, "gradient")).toBe(second.gradients);
});

it("makes one array of floats for the rows of all snapshots", () => {
  const rows = floatsOf(first, rowIds, "row");

  expect(rows).toEqual(Float32Array.from([3, 5, 8]));
  expect(floatsOf(second, rowIds, "row")).toBe(rows);
});
