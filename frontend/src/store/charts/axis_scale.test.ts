import { describe, expect, it } from "vitest";
import { axisScale, onAxis } from "./axis_scale";

describe("an axis", () => {
  it("has room around the numbers, gaps left out", () => {
    expect(axisScale([[1, null, 2, undefined], [3]], false)).toEqual({ isLogarithmic: false, low: 0.88, high: 3.12 });
  });

  it("does not go below zero where no number does", () => {
    expect(axisScale([[0, 10]], false).low).toBe(0);
    expect(axisScale([[-1, 10]], false).low).toBeLessThan(-1);
  });

  it("is there for a single number, for zero, and for none", () => {
    expect(axisScale([[5]], true)).toEqual({ isLogarithmic: false, low: 4.5, high: 5.5 });
    expect(axisScale([[0, 0]], true)).toEqual({ isLogarithmic: false, low: -1, high: 1 });
    expect(axisScale([[null], []], true)).toEqual({ isLogarithmic: false, low: 0, high: 1 });
    expect(axisScale([], true)).toEqual({ isLogarithmic: false, low: 0, high: 1 });
  });

  it("is logarithmic where that is wanted, and the numbers differ enough", () => {
    expect(axisScale([[1, 1000]], true).isLogarithmic).toBe(true);
    expect(axisScale([[1, 1000]], false).isLogarithmic).toBe(false);
    expect(axisScale([[1, 10]], true).isLogarithmic).toBe(false);
    expect(axisScale([[-1, 1000]], true).isLogarithmic).toBe(false);
  });

  it("that is logarithmic begins at the least positive number; zero has no place on it", () => {
    const columns = [[0, 1, 1000, null]];
    const scale = axisScale(columns, true);

    expect(scale.low).toBeGreaterThan(0.5);
    expect(scale.low).toBeLessThan(1);
    expect(onAxis(columns, scale)).toEqual([[null, 1, 1000, null]]);
    expect(onAxis(columns, { ...scale, isLogarithmic: false })).toBe(columns);
  });
});
