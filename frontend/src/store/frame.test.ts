import { describe, expect, it } from "vitest";
import { frameOf, mixFrames, unionOfFrames } from "./frame";

/** Points evenly around a circle. */
function circle(points: number, radius: number, [x, y, z]: readonly [number, number, number] = [0, 0, 0]): number[] {
  return Array.from({ length: points }, (_, point) => (2 * Math.PI * point) / points).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
    z,
  ]);
}

describe("the frame of a snapshot", () => {
  it("has the points' middle and reach", () => {
    const { center, radius } = frameOf(Float32Array.from(circle(100, 2, [5, -1, 3])));

    expect(center.map((value) => value.toFixed(3))).toEqual(["5.000", "-1.000", "3.000"]);
    expect(radius).toBeCloseTo(2, 5);
  });

  it("lets a few far points stand outside", () => {
    const { radius } = frameOf(Float32Array.from([...circle(99, 1), 0, 0, 500]));

    expect(radius).toBeLessThan(6);
  });

  it("does not count points that are not finite", () => {
    const broken = [
      Number.NaN,
      0,
      0,
      0,
      Number.POSITIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0,
    ];

    expect(frameOf(Float32Array.from([...broken, ...circle(4, 1)]))).toEqual(frameOf(Float32Array.from(circle(4, 1))));
  });

  it("of many points is that of an even sample", () => {
    const { center, radius } = frameOf(Float32Array.from(circle(50_000, 2, [1, 0, 0])));

    expect(center[0]).toBeCloseTo(1, 2);
    expect(radius).toBeCloseTo(2, 2);
  });

  it.each([
    ["no point", []],
    ["one point", [1, 2, 3]],
    ["nothing that is finite", [Number.NaN, Number.NaN, Number.NaN]],
    ["points in one place", [1, 2, 3, 1, 2, 3]],
  ])("of %s has a radius to divide by", (_, positions) => {
    const { center, radius } = frameOf(Float32Array.from(positions));

    expect(radius).toBeGreaterThan(0);
    expect(center.every(Number.isFinite)).toBe(true);
  });

  it("holds values as large as 32-bit floats get", () => {
    const { center, radius } = frameOf(Float32Array.of(3e38, 3e38, 3e38, -3e38, -3e38, -3e38));

    expect(center).toEqual([0, 0, 0]);
    expect(radius).toBeCloseTo(Math.fround(3e38) * Math.sqrt(3), -30);
  });
});

describe("a frame between two", () => {
  const small = { center: [0, 0, 0], radius: 1 } as const;
  const large = { center: [4, 0, -2], radius: 3 } as const;

  it("is the one, the other, or on the way", () => {
    expect(mixFrames(small, large, 0)).toEqual(small);
    expect(mixFrames(small, large, 1)).toEqual(large);
    expect(mixFrames(small, large, 0.5)).toEqual({ center: [2, 0, -1], radius: 2 });
  });

  it.each([0.01, 0.25, 0.5, 0.99])("holds a cloud that grows out of one place, at %d of the way", (fraction) => {
    const born = frameOf(new Float32Array(300));
    const grown = frameOf(Float32Array.from(circle(100, 2)));

    const { radius } = mixFrames(born, grown, fraction);

    expect(radius).toBeGreaterThanOrEqual(2 * fraction - 1e-6);
    expect(radius).toBeLessThan(2 * fraction + 1e-6);
  });
});

describe("the frame of all frames", () => {
  it("stays in the middle of the first and reaches around the farthest", () => {
    const frames = [
      { center: [1, 0, 0], radius: 1 },
      { center: [4, 4, 0], radius: 2 },
    ] as const;

    expect(unionOfFrames(frames)).toEqual({ center: [1, 0, 0], radius: 7 });
  });

  it("of none is a unit sphere", () => {
    expect(unionOfFrames([])).toEqual({ center: [0, 0, 0], radius: 1 });
  });
});
