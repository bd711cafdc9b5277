import { describe, expect, it } from "vitest";
import { curvePath, rangeOf, valueAtStep } from "./curves";

const loss = { tag: "loss", steps: [0, 10, 20, 30], values: [4, null, 2, 1] };
const size = { width: 300, height: 100 };

describe("a curve", () => {
  it("fills its box, the largest value at the top, interrupted where a value is not finite", () => {
    const range = { least: 1, most: 4 };

    expect(curvePath(loss, { first: 0, last: 30 }, range, size)).toBe("M0.0 0.0M200.0 66.7L300.0 100.0");
    expect(curvePath(loss, { first: 20, last: 30 }, range, size)).toBe("M0.0 66.7L300.0 100.0");
  });

  it("follows the scale of the axis", () => {
    const path = curvePath(loss, { first: 0, last: 30, scale: "log" }, { least: 1, most: 4 }, size);

    expect(path).toBe("M0.0 0.0M266.0 66.7L300.0 100.0");
  });

  it("is in the middle where its value never changes", () => {
    expect(
      curvePath({ tag: "a", steps: [0, 1], values: [7, 7] }, { first: 0, last: 1 }, { least: 7, most: 7 }, size),
    ).toBe("M0.0 50.0L300.0 50.0");
  });
});

describe("the range of curves", () => {
  it("is that of all their finite values", () => {
    expect(rangeOf([loss, { ...loss, values: [null, null, -3, 0] }])).toEqual({ least: -3, most: 4 });
    expect(rangeOf([{ ...loss, values: [null, null, null, null] }])).toBeNull();
    expect(rangeOf([])).toBeNull();
  });

  const steps = Array.from({ length: 200 }, (_, step) => step);
  const falling = { tag: "loss", steps, values: steps.map((step) => 1 + 3 * Math.exp(-step / 5)) };

  it("has the start of a training that fell fast", () => {
    expect(rangeOf([falling])).toMatchObject({ most: 4 });
  });

  it("leaves out the few values of a run that explodes, which lie at its edge", () => {
    const exploding = { tag: "loss", steps: [0, 1, 2], values: [4, 1e6, 1e30] };
    const range = rangeOf([falling, exploding]) ?? { least: Number.NaN, most: Number.NaN };

    expect(range.least).toBeCloseTo(1);
    expect(range.most).toBeLessThanOrEqual(4);
    expect(curvePath(exploding, { first: 1, last: 2 }, range, size)).toBe("M0.0 0.0L300.0 0.0");
  });

  it("is that of the run that explodes where nothing else is there", () => {
    expect(rangeOf([{ tag: "loss", steps: [0, 1, 2], values: [4, 1e6, 1e30] }])).toEqual({ least: 4, most: 1e30 });
  });
});

describe("the value at a step", () => {
  it("is the latest until then", () => {
    expect([-1, 0, 5, 10, 25, 99].map((step) => valueAtStep(loss, step))).toEqual([null, 4, 4, null, 2, 1]);
  });
});
