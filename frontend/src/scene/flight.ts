/** How the camera flies from one place to another: fast at first, slowly at the end, near things slower than far ones. Pure. */

export type Point = readonly [number, number, number];

/** Where the camera is, and what it looks at. */
export interface CameraPlace {
  readonly position: Point;
  readonly target: Point;
}

const FLIGHT_MS = 700;

export class Flight {
  private elapsedMs = 0;

  /** `speed` is a factor; 0 is there at once. */
  constructor(
    private readonly from: CameraPlace,
    private readonly to: CameraPlace,
    private readonly speed: number,
  ) {}

  get isOver(): boolean {
    return this.speed === 0 || this.elapsedMs * this.speed >= FLIGHT_MS;
  }

  /** Where the camera is after some more time. */
  advance(elapsedMs: number): CameraPlace {
    this.elapsedMs += elapsedMs;
    return this.isOver ? this.to : between(this.from, this.to, ease((this.elapsedMs * this.speed) / FLIGHT_MS));
  }
}

/** So far a camera at rest may be off each time its place is computed anew, as a share of its coordinates. */
const ROUNDING = 1e-9;

/**
 * Whether a camera has moved, by six numbers each; null where it frames the picture by itself, undefined where nothing is
 * known. At rest the last bit may go to and fro for ever.
 */
export function isElsewhere(place: readonly number[] | null, before: readonly number[] | null | undefined): boolean {
  if (place === null || before === null || before === undefined) {
    return place !== before;
  }
  return place.some((value, axis) => Math.abs(value - (before[axis] ?? 0)) > ROUNDING * Math.max(1, Math.abs(value)));
}

/** A place on the way: the target goes straight, the distance to it by equal factors, so that a zoom is even. */
export function between(from: CameraPlace, to: CameraPlace, share: number): CameraPlace {
  const target = mix(from.target, to.target, share);
  const fromOffset = minus(from.position, from.target);
  const toOffset = minus(to.position, to.target);
  const direction = unit(mix(unit(fromOffset), unit(toOffset), share));
  const distance = length(fromOffset) ** (1 - share) * length(toOffset) ** share;
  return {
    target,
    position: [
      target[0] + direction[0] * distance,
      target[1] + direction[1] * distance,
      target[2] + direction[2] * distance,
    ],
  };
}

function ease(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
}

function mix(a: Point, b: Point, share: number): Point {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

function minus(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function length([x, y, z]: Point): number {
  return Math.max(1e-9, Math.hypot(x, y, z));
}

function unit(point: Point): Point {
  const all = length(point);
  return [point[0] / all, point[1] / all, point[2] / all];
}
