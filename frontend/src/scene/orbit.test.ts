import { describe, expect, it } from "vitest";
import type { CameraPlace, Point } from "./flight";
import { approached, orbited } from "./orbit";

const FRONT: CameraPlace = { position: [1, 2, 8], target: [1, 2, 3] };

function close(point: Point): unknown {
  return point.map((value) => expect.closeTo(value, 6));
}

describe("a camera that turns", () => {
  it("goes round what it looks at", () => {
    expect(orbited(FRONT, Math.PI / 2, 0)).toEqual({ target: FRONT.target, position: close([6, 2, 3]) });
    expect(orbited(FRONT, Math.PI, 0).position).toEqual(close([1, 2, -2]));
  });

  it("climbs, but never over the top", () => {
    const [, height] = orbited(FRONT, 0, Math.PI / 6).position;
    const [x, , z] = orbited(FRONT, 0, 99).position;

    expect(height).toBeCloseTo(2 + 2.5, 6);
    expect(Math.hypot(x - 1, z - 3)).toBeGreaterThan(0.1);
  });

  it("comes back to where it was", () => {
    expect(orbited(orbited(FRONT, 0.7, 0.4), -0.7, -0.4).position).toEqual(close(FRONT.position));
  });

  it("stays where it is in its own target", () => {
    const within: CameraPlace = { position: [1, 2, 3], target: [1, 2, 3] };

    expect(orbited(within, 1, 1).position).toEqual(close([1, 2, 3]));
  });
});

describe("a camera that comes nearer", () => {
  it("does so by a factor", () => {
    expect(approached(FRONT, 5).position).toEqual(close([1, 2, 4]));
    expect(approached(FRONT, 0.5).position).toEqual(close([1, 2, 13]));
  });
});
