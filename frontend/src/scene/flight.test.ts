import { describe, expect, it } from "vitest";
import { between, type CameraPlace, Flight, isElsewhere, type Point } from "./flight";

const FAR: CameraPlace = { position: [0, 0, 100], target: [0, 0, 0] };
const NEAR: CameraPlace = { position: [10, 0, 1], target: [10, 0, 0] };

function distance({ position, target }: CameraPlace): number {
  return Math.hypot(...position.map((value, axis) => value - (target[axis] ?? 0)));
}

describe("a flight", () => {
  it("begins where the camera is and ends where it was sent", () => {
    const flight = new Flight(FAR, NEAR, 1);

    expect(flight.advance(0).position).toEqual(FAR.position.map((value) => expect.closeTo(value, 6)));
    expect(flight.isOver).toBe(false);
    expect(flight.advance(10_000)).toEqual(NEAR);
    expect(flight.isOver).toBe(true);
  });

  it("comes nearer by equal factors, so that a zoom is even", () => {
    expect(distance(between(FAR, NEAR, 0.5))).toBeCloseTo(10, 6);
    expect(between(FAR, NEAR, 0.5).target[0]).toBeCloseTo(5, 6);
  });

  it("is slow at both ends", () => {
    const flight = new Flight(FAR, NEAR, 1);
    const reached = Array.from({ length: 7 }, () => flight.advance(100).target[0]);
    const steps = reached.map((at, index) => at - (reached[index - 1] ?? 0));

    expect(Math.max(...steps)).toBe(Math.max(...steps.slice(2, 5)));
    expect(steps[0]).toBeLessThan(0.5);
  });

  it("is over sooner at a higher speed, and at once at speed 0", () => {
    const fast = new Flight(FAR, NEAR, 4);
    fast.advance(200);

    expect(fast.isOver).toBe(true);
    expect(new Flight(FAR, NEAR, 0).advance(0)).toEqual(NEAR);
  });

  it("goes somewhere from nowhere: a camera in its own target", () => {
    const stuck: CameraPlace = { position: [0, 0, 0], target: [0, 0, 0] };

    const finite = (point: Point): boolean => point.every(Number.isFinite);
    expect(finite(between(stuck, NEAR, 0.5).position)).toBe(true);
  });
});

describe("a camera at rest", () => {
  const place = [
    0.563_261_875_643_831_3, 0.288_613_242_989_238, 0.728_673_187_491_148_2, 0.446_455_54, 0.215_609_2, -0.001_366_4,
  ];

  it("is where it was, though its last bit goes to and fro", () => {
    expect(isElsewhere([0.563_261_875_643_831_2, 0.288_613_242_989_237_96, ...place.slice(2)], place)).toBe(false);
    expect(isElsewhere(place, place)).toBe(false);
    expect(isElsewhere(null, null)).toBe(false);
  });

  it("is elsewhere where it moved a little, frames the picture by itself, or nothing was known", () => {
    expect(isElsewhere([place[0] ?? 0, 0.288_614, ...place.slice(2)], place)).toBe(true);
    expect(isElsewhere(null, place)).toBe(true);
    expect(isElsewhere(place, null)).toBe(true);
    expect(isElsewhere(null, undefined)).toBe(true);
  });
});
