/** Where the flat view looks, and from how near: pan, zoom and projection. Pure. */

import type { Pane } from "../../store/panes";
import type { CameraPlace } from "../flight";
import type { ClipMatrix } from "../projector";

/** A camera that looks along z. Its distance is that of the 3D camera that sees as much, so that both share their links. */
export interface FlatCamera {
  readonly x: number;
  readonly y: number;
  readonly distance: number;
}

/** How the camera frames a picture by itself. */
export interface FlatFraming {
  readonly center: readonly [number, number];
  /** Half of what must be seen across and upwards. */
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** What may be left free around it, for what is written there: of several, what lets the picture be largest. */
  readonly paddings: readonly Margins[];
}

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How an object stands in the scene: enlarged, then moved. */
export interface Placed {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Half of the 3D camera's field of view. */
const HALF_VIEW = Math.tan((15 * Math.PI) / 180);
/** Near enough for one weight to fill the view. */
const NEAREST = 0.004;
const FARTHEST = 30;
/** How much nearer to the front of the depth a unit along z is. */
const DEPTH = 1e-3;

/** Pixels per unit of the scene. */
export function unitPixels({ distance }: FlatCamera, { height }: Pane): number {
  return height / (2 * distance * HALF_VIEW);
}

/** The camera that frames a picture in a pane. */
export function framed(framing: FlatFraming, pane: Pane): FlatCamera {
  const cameras = framing.paddings.map((padding) => framedWithin(framing, padding, pane));
  return cameras.reduce((best, camera) => (camera.distance < best.distance ? camera : best));
}

function framedWithin({ center, halfWidth, halfHeight }: FlatFraming, padding: Margins, pane: Pane): FlatCamera {
  const { left, right, top, bottom } = padding;
  const across = Math.max(pane.width / 4, pane.width - left - right) / (2 * halfWidth);
  const upwards = Math.max(pane.height / 4, pane.height - top - bottom) / (2 * halfHeight);
  const pixels = Math.min(across, upwards);
  return {
    x: center[0] - (left - right) / 2 / pixels,
    y: center[1] + (top - bottom) / 2 / pixels,
    distance: pane.height / (2 * pixels * HALF_VIEW),
  };
}

/** The camera after the picture was dragged by so many pixels. */
export function panned(camera: FlatCamera, pane: Pane, dx: number, dy: number): FlatCamera {
  const pixels = unitPixels(camera, pane);
  return { ...camera, x: camera.x - dx / pixels, y: camera.y + dy / pixels };
}

/** The camera nearer by a factor; what is at (x, y), in CSS pixels of the view, stays there. */
export function zoomed(camera: FlatCamera, pane: Pane, factor: number, x: number, y: number): FlatCamera {
  const distance = Math.min(FARTHEST, Math.max(NEAREST, camera.distance / factor));
  const dx = x - pane.x - pane.width / 2;
  const dy = y - pane.y - pane.height / 2;
  const before = unitPixels(camera, pane);
  const after = unitPixels({ ...camera, distance }, pane);
  return {
    x: camera.x + dx / before - dx / after,
    y: camera.y - dy / before + dy / after,
    distance,
  };
}

/** The matrix from an object's coordinates to clip space, as the 3D camera has one. */
export function clipMatrix(camera: FlatCamera, pane: Pane, { scale, x, y }: Placed): ClipMatrix {
  const across = (2 * unitPixels(camera, pane)) / pane.width;
  const up = (2 * unitPixels(camera, pane)) / pane.height;
  return [
    ...[across * scale, 0, 0, 0],
    ...[0, up * scale, 0, 0],
    ...[0, 0, -DEPTH * scale, 0],
    ...[across * (x - camera.x), up * (y - camera.y), 0, 1],
  ];
}

/** Position and target of a 3D camera that sees the same. */
export function cameraPlace({ x, y, distance }: FlatCamera): CameraPlace {
  return { position: [x, y, distance], target: [x, y, 0] };
}

/** The flat camera that sees about what a 3D camera sees. */
export function flatCamera({ position, target }: CameraPlace): FlatCamera {
  const distance = Math.hypot(position[0] - target[0], position[1] - target[1], position[2] - target[2]);
  return { x: target[0], y: target[1], distance: Math.min(FARTHEST, Math.max(NEAREST, distance)) };
}
