/** From where a camera sees all of something: exact in perspective, where near parts are larger than far ones. Pure. */

import type { CameraPlace, Point } from "./flight";

/** How the camera frames a picture by itself. */
export interface Framing {
  /** From the target to the camera; any length, never straight up. */
  readonly direction: Point;
  /** What must be seen. */
  readonly corners: readonly Point[];
  /** More than the corners need, by this factor. */
  readonly margin: number;
  /** Whether zooming goes to what is under the pointer, or to what the camera looks at. */
  readonly zoomsToPointer: boolean;
}

/** The two slopes of a camera's view: half its height, and half its width, at a distance of 1. */
export interface Slopes {
  readonly up: number;
  readonly across: number;
}

const ROUNDS = 6;

/** Where a camera stands that sees all corners, in the middle and as large as they can be. */
export function placeThatSees({ direction, corners, margin }: Framing, slopes: Slopes): CameraPlace {
  const { right, up, back } = axesOf(direction);
  const seen = corners.map((corner): Point => [dot(corner, right), dot(corner, up), dot(corner, back)]);
  const depth = middle(seen.map(([, , z]) => z));
  let x = middle(seen.map(([at]) => at));
  let y = middle(seen.map(([, at]) => at));
  let distance = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const needs = seen.map(
      ([atX, atY, atZ]) =>
        Math.max((margin * Math.abs(atX - x)) / slopes.across, (margin * Math.abs(atY - y)) / slopes.up) + atZ - depth,
    );
    distance = Math.max(...needs, 1e-9);
    // Where the corners are on the screen, for their middle to come into its middle.
    const far = distance;
    const onScreen = (at: number, z: number): number => at / Math.max(1e-9, far + depth - z);
    x += middle(seen.map(([atX, , z]) => onScreen(atX - x, z))) * far;
    y += middle(seen.map(([, atY, z]) => onScreen(atY - y, z))) * far;
  }
  const target = sum([scaled(right, x), scaled(up, y), scaled(back, depth)]);
  return { target, position: sum([target, scaled(back, distance)]) };
}

/** The corners of a box. */
export function boxCorners(lowest: Point, highest: Point): readonly Point[] {
  const [x, y, z] = [0, 1, 2].map((axis) => [lowest[axis] ?? 0, highest[axis] ?? 0]) as [number[], number[], number[]];
  return x.flatMap((atX) => y.flatMap((atY) => z.map((atZ): Point => [atX, atY, atZ])));
}

/** The corners of a rectangle that faces the camera. */
export function facingCorners(
  direction: Point,
  center: Point,
  halfWidth: number,
  halfHeight: number,
): readonly Point[] {
  const { right, up } = axesOf(direction);
  return [-1, 1].flatMap((across) =>
    [-1, 1].map((upwards) => sum([center, scaled(right, across * halfWidth), scaled(up, upwards * halfHeight)])),
  );
}

function axesOf(direction: Point): { right: Point; up: Point; back: Point } {
  const back = unit(direction);
  const right = unit([back[2], 0, -back[0]]);
  return { back, right, up: cross(back, right) };
}

function middle(values: readonly number[]): number {
  return (Math.min(...values) + Math.max(...values)) / 2;
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(point: Point): Point {
  return scaled(point, 1 / Math.max(1e-12, Math.hypot(...point)));
}

function scaled(point: Point, factor: number): Point {
  return [point[0] * factor, point[1] * factor, point[2] * factor];
}

function sum(points: readonly Point[]): Point {
  return points.reduce((a, b): Point => [a[0] + b[0], a[1] + b[1], a[2] + b[2]], [0, 0, 0]);
}
