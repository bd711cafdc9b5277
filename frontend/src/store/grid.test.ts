import { expect, it } from "vitest";
import { gridOf } from "./grid";

it.each([
  [1000, 1000],
  [999, 100],
  [1, 1],
  [0.25, 0.1],
  [1e-5, 1e-5],
])("a cloud of the radius %d has a line every %d", (radius, interval) => {
  expect(gridOf(radius).interval).toBeCloseTo(interval, 12);
});

it("finer lines fade as the cloud grows, and take over where they are clearest", () => {
  const fineness = [1, 2, 5, 9.99].map((radius) => gridOf(radius).fineness);

  expect(fineness[0]).toBe(1);
  expect(fineness).toEqual([...fineness].sort((a, b) => b - a));
  expect(fineness[3]).toBeLessThan(0.01);
});

it("a cloud without extent has a grid", () => {
  expect(gridOf(0).interval).toBeGreaterThan(0);
});
