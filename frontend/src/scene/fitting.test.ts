import { describe, expect, it } from "vitest";
import { boxCorners, type Framing, facingCorners, placeThatSees } from "./fitting";
import type { CameraPlace, Point } from "./flight";

const SLOPES = { up: 0.25, across: 0.5 };

/** How far from the middle of the screen a point stands, as shares of half its width and half its height. */
function onScreen({ position, target }: CameraPlace, point: Point): readonly [number, number] {
  const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const offset = minus(position, target);
  const back = offset.map((value) => value / Math.hypot(...offset)) as [number, number, number];
  const length = Math.hypot(back[2], back[0]);
  const right: Point = [back[2] / length, 0, -back[0] / length];
  const up: Point = [back[1] * right[2], back[2] * right[0] - back[0] * right[2], -back[1] * right[0]];
  const from = minus(point, position);
  const depth = -dot(from, back);
  return [dot(from, right) / depth / SLOPES.across, dot(from, up) / depth / SLOPES.up];
}

function framing(corners: readonly Point[], direction: Point = [0.4, 0.3, 1], margin = 1): Framing {
  return { direction, corners, margin, zoomsToPointer: false };
}

describe("a camera that frames a box", () => {
  it.each<[string, Point, Point]>([
    ["that is wide", [-8, 0, -1], [12, 2, 1]],
    ["that is tall", [0, 0, 0], [1, 30, 1]],
    ["that is deep", [-1, -1, -20], [1, 1, 2]],
  ])("%s sees all of it, and touches it on two sides", (_, lowest, highest) => {
    const corners = boxCorners(lowest, highest);

    const place = placeThatSees(framing(corners), SLOPES);
    const seen = corners.map((corner) => onScreen(place, corner));
    const reach = (axis: 0 | 1): number => Math.max(...seen.map((at) => Math.abs(at[axis])));

    expect(Math.max(reach(0), reach(1))).toBeCloseTo(1, 1);
    expect(Math.max(reach(0), reach(1))).toBeLessThan(1.001);
  });

  it("has it in its middle, although near parts are larger", () => {
    const corners = boxCorners([0, 0, -4], [10, 2, 4]);

    const seen = corners.map((corner) => onScreen(placeThatSees(framing(corners), SLOPES), corner)[0]);

    expect(Math.min(...seen) + Math.max(...seen)).toBeCloseTo(0, 1);
  });

  it("leaves a margin", () => {
    const corners = boxCorners([-1, -1, 0], [1, 1, 0]);

    const seen = corners.map((corner) => onScreen(placeThatSees(framing(corners, [0, 0, 1], 2), SLOPES), corner)[1]);

    expect(Math.max(...seen)).toBeCloseTo(0.5, 3);
  });

  it("stands in front of it where it is but a point", () => {
    const place = placeThatSees(framing([[1, 2, 3]]), SLOPES);

    expect(place.target).toEqual([1, 2, 3].map((value) => expect.closeTo(value, 6)));
    expect(place.position.every(Number.isFinite)).toBe(true);
  });
});

describe("a rectangle that faces the camera", () => {
  it("has the distance that its sides demand, wherever the camera stands", () => {
    const direction: Point = [0.62, 0.46, 1];
    const corners = facingCorners(direction, [0, -0.1, 0], 1, 1);

    const { position, target } = placeThatSees(framing(corners, direction), SLOPES);

    expect(Math.hypot(position[0] - target[0], position[1] - target[1], position[2] - target[2])).toBeCloseTo(4, 6);
    expect(target[1]).toBeCloseTo(-0.1, 6);
  });
});
