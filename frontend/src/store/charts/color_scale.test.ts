import { describe, expect, it } from "vitest";
import { type ColorScale, colorScaleOf, colorShare, valueAtShare } from "./color_scale";
import { LOST } from "./values";

function scaleOf(values: readonly number[], isLogarithmic = false): ColorScale {
  const scale = colorScaleOf([Float32Array.from(values)], isLogarithmic);
  if (scale === null) {
    throw new Error("there is no scale");
  }
  return scale;
}

describe("a scale of colours", () => {
  it("goes from the least to the largest of all tables", () => {
    const scale = colorScaleOf([Float32Array.of(2, Number.NaN), Float32Array.of(LOST, 8)], false);

    expect(scale).toEqual({ isDiverging: false, isLogarithmic: false, low: 2, high: 8 });
  });

  it("is none where no number is finite", () => {
    expect(colorScaleOf([Float32Array.of(Number.NaN, LOST)], true)).toBeNull();
    expect(colorScaleOf([], false)).toBeNull();
  });

  it("goes to both sides of zero alike where a number is negative", () => {
    expect(scaleOf([-1, 4])).toEqual({ isDiverging: true, isLogarithmic: false, low: -4, high: 4 });
    expect(scaleOf([-6, -2])).toEqual({ isDiverging: true, isLogarithmic: false, low: -6, high: 6 });
  });

  it("by powers of ten leaves out zero, and what is too small to tell", () => {
    expect(scaleOf([0, 1, 100], true)).toEqual({ isDiverging: false, isLogarithmic: true, low: 1, high: 100 });
    expect(scaleOf([1e-30, 1], true).low).toBe(1e-9);
    expect(scaleOf([0, 0], true)).toEqual({ isDiverging: false, isLogarithmic: false, low: 0, high: 0 });
  });
});

describe("the share of a number", () => {
  it.each<[string, readonly number[], boolean, readonly [number, number][]]>([
    [
      "straight",
      [0, 8],
      false,
      [
        [0, 0],
        [2, 0.25],
        [8, 1],
      ],
    ],
    [
      "by powers of ten",
      [1, 100],
      true,
      [
        [0, 0],
        [1, 0],
        [10, 0.5],
        [100, 1],
      ],
    ],
    [
      "to both sides",
      [-4, 2],
      false,
      [
        [-4, 0],
        [0, 0.5],
        [2, 0.75],
        [4, 1],
      ],
    ],
    ["of a single value", [3, 3], true, [[3, 0]]],
  ])("%s", (_, values, isLogarithmic, expected) => {
    const scale = scaleOf(values, isLogarithmic);

    for (const [value, share] of expected) {
      expect(colorShare(scale, value)).toBeCloseTo(share, 6);
    }
  });

  it("to both sides by powers of ten tells small numbers from zero, and signs apart", () => {
    const scale = scaleOf([-10, 10], true);

    expect(colorShare(scale, 0)).toBe(0.5);
    expect(colorShare(scale, 0.1)).toBeGreaterThan(0.65);
    expect(colorShare(scale, -0.1)).toBeCloseTo(1 - colorShare(scale, 0.1), 9);
    expect(colorShare(scale, 10)).toBe(1);
  });

  it.each([
    [[0, 8], false],
    [[1, 1000], true],
    [[-4, 2], false],
    [[-4, 2], true],
  ] as const)("leads back to the number: %j, by powers of ten: %s", (values, isLogarithmic) => {
    const scale = scaleOf(values, isLogarithmic);

    for (const share of [0, 0.2, 0.5, 0.9, 1]) {
      expect(colorShare(scale, valueAtShare(scale, share))).toBeCloseTo(share, 6);
    }
  });
});
