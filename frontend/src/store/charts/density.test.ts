import { describe, expect, it } from "vitest";
import { densityOf, drawnShare, highestPeak } from "./density";

const NORMAL = [-2.326_348, -1.644_854, -0.674_49, 0, 0.674_49, 1.644_854, 2.326_348];

/** The area under a density. */
function area({ values, heights }: { values: readonly number[]; heights: readonly number[] }): number {
  return values.slice(1).reduce((sum, value, index) => {
    const width = value - (values[index] ?? 0);
    return sum + (width * ((heights[index] ?? 0) + (heights[index + 1] ?? 0))) / 2;
  }, 0);
}

function known(quantiles: readonly number[]): { values: readonly number[]; heights: readonly number[] } {
  const density = densityOf(quantiles);
  if (density === null) {
    throw new Error("there is no density");
  }
  return density;
}

describe("the density of some quantiles", () => {
  it("is normal where they are", () => {
    const { values, heights } = known(NORMAL.map((value) => 3 + 2 * value));

    for (const [index, value] of values.entries()) {
      const score = (value - 3) / 2;
      expect(heights[index]).toBeCloseTo(Math.exp(-(score ** 2) / 2) / Math.sqrt(2 * Math.PI) / 2, 4);
    }
  });

  it.each([
    ["normal", NORMAL],
    ["skewed", [0, 0.05, 0.3, 0.7, 1.4, 3, 4.6]],
    ["uniform", [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]],
    ["tiny", NORMAL.map((value) => value * 1e-12)],
    ["far from zero", NORMAL.map((value) => 1e4 + value)],
  ])("has an area of one, goes from left to right, and is never negative: %s", (_, quantiles) => {
    const density = known(quantiles);

    expect(area(density)).toBeGreaterThan(0.97);
    expect(area(density)).toBeLessThan(1.03);
    expect(density.heights.every((height) => height >= 0 && Number.isFinite(height))).toBe(true);
    expect(
      density.values.every((value, index) => value >= (density.values[index - 1] ?? Number.NEGATIVE_INFINITY)),
    ).toBe(true);
  });

  it("is level where values are evenly spread", () => {
    const { values, heights } = known([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]);

    const inside = heights.filter((_, index) => (values[index] ?? 0) > 0.03 && (values[index] ?? 0) < 0.97);
    expect(Math.max(...inside)).toBeLessThan(1.35);
    expect(Math.min(...inside)).toBeGreaterThan(0.7);
  });

  it("has one peak where values are dense in the middle, with heavy tails", () => {
    // Laplace's distribution.
    const upper = [0.5, 0.1, 0.02].map((share) => -Math.log(share));
    const { heights } = known([...upper.map((value) => -value).reverse(), 0, ...upper]);

    const middle = (heights.length - 1) / 2;
    const rises = heights.map((height, index) => height - (heights[index - 1] ?? 0));
    expect(rises.slice(0, middle + 1).every((rise) => rise > 0)).toBe(true);
    expect(rises.slice(middle + 1).every((rise) => rise < 0)).toBe(true);
  });

  it("has a peak where many values are the same, and stays finite", () => {
    const { values, heights } = known([-1, -0.5, 0, 0, 0, 0.5, 1]);
    const peak = values[heights.indexOf(Math.max(...heights))] ?? Number.NaN;

    expect(peak).toBeCloseTo(0, 1);
    expect(heights.every(Number.isFinite)).toBe(true);
  });

  it("is none where all values are the same, where any is missing, and where there are too few", () => {
    expect(densityOf([1, 1, 1, 1, 1, 1, 1])).toBeNull();
    expect(densityOf([Number.NaN, 0, 0, 0, 0, 0, 1])).toBeNull();
    expect(densityOf([0, 1])).toBeNull();
    expect(densityOf([])).toBeNull();
  });
});

describe("how high a density is drawn", () => {
  it("is the root of its share, so that a narrow one does not dwarf the others", () => {
    const wide = known(NORMAL);
    const narrow = known(NORMAL.map((value) => value / 16));
    const highest = highestPeak([wide, narrow]);

    expect(drawnShare(narrow, highest)).toBe(1);
    expect(drawnShare(wide, highest)).toBeCloseTo(0.25, 6);
    expect(highestPeak([])).toBe(1);
  });
});
