/** Where a camera goes that turns around what it looks at, or comes nearer. Pure. */

import type { CameraPlace, Point } from "./flight";

/** As far as a camera may climb or sink, so that up stays up: radians from the horizon. */
const STEEPEST = 1.5;

/** Turned by angles in radians: to the right around the vertical, and upwards. */
export function orbited({ position, target }: CameraPlace, right: number, up: number): CameraPlace {
  const [x, y, z] = offsetOf(position, target);
  const distance = Math.hypot(x, y, z);
  const azimuth = Math.atan2(x, z) + right;
  const elevation = Math.asin(distance === 0 ? 0 : y / distance) + up;
  const steep = Math.min(STEEPEST, Math.max(-STEEPEST, elevation));
  const level = distance * Math.cos(steep);
  return {
    target,
    position: [
      target[0] + level * Math.sin(azimuth),
      target[1] + distance * Math.sin(steep),
      target[2] + level * Math.cos(azimuth),
    ],
  };
}

/** Nearer by a factor. */
export function approached({ position, target }: CameraPlace, factor: number): CameraPlace {
  const [x, y, z] = offsetOf(position, target);
  return { target, position: [target[0] + x / factor, target[1] + y / factor, target[2] + z / factor] };
}

function offsetOf(position: Point, target: Point): Point {
  return [position[0] - target[0], position[1] - target[1], position[2] - target[2]];
}
