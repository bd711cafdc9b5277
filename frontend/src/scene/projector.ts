/** From a cloud's coordinates to the screen: the same mathematics as the vertex shader's, for labels and picking. Pure. */

import { bracketOf, type CloudHistory, type CloudSnapshot } from "../store/history";
import type { Pane } from "../store/panes";

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
  /** Distance from the camera along its view, in units of the scene. */
  readonly depth: number;
}

/** Column-major 4 × 4 matrix from the cloud's coordinates to clip space. */
export type ClipMatrix = ArrayLike<number>;

/** A cloud as it is shown: between which snapshots, and through which matrix into which pane. */
export interface ShownCloud {
  readonly matrix: ClipMatrix;
  readonly pane: Pane;
  readonly before: CloudSnapshot;
  readonly after: CloudSnapshot;
  /** 0 at `before`, 1 at `after`. */
  readonly fraction: number;
}

/** Finds a step in a history, ready to be projected; null where the history is empty. */
export function shownCloud(
  { snapshots }: CloudHistory,
  step: number,
  matrix: ClipMatrix,
  pane: Pane,
): ShownCloud | null {
  const bracket = bracketOf(snapshots, step);
  const before = snapshots[bracket.before];
  const after = snapshots[bracket.after];
  return before === undefined || after === undefined
    ? null
    : { matrix, pane, before, after, fraction: bracket.fraction };
}

/** Where a point stands on the screen; null behind the camera or where it is not finite. */
export function projectPoint({ matrix, pane, before, after, fraction }: ShownCloud, point: number): ScreenPoint | null {
  const i = point * 3;
  const x = mix(before.positions[i], after.positions[i], fraction);
  const y = mix(before.positions[i + 1], after.positions[i + 1], fraction);
  const z = mix(before.positions[i + 2], after.positions[i + 2], fraction);
  return project(matrix, pane, x, y, z);
}

/** Where a place of the scene stands on the screen; null behind the camera or where it is not finite. */
export function project(matrix: ClipMatrix, pane: Pane, x: number, y: number, z: number): ScreenPoint | null {
  // Written out: this is asked for thousands of points in each frame.
  const w = m(matrix, 3) * x + m(matrix, 7) * y + m(matrix, 11) * z + m(matrix, 15);
  if (!(w > 0 && Number.isFinite(w))) {
    return null;
  }
  const across = m(matrix, 0) * x + m(matrix, 4) * y + m(matrix, 8) * z + m(matrix, 12);
  const up = m(matrix, 1) * x + m(matrix, 5) * y + m(matrix, 9) * z + m(matrix, 13);
  return {
    x: pane.x + (across / w + 1) * 0.5 * pane.width,
    y: pane.y + (1 - up / w) * 0.5 * pane.height,
    depth: w,
  };
}

/** A value between two others; an undefined one stands for a point that does not exist. */
export function mix(from: number | undefined, to: number | undefined, fraction: number): number {
  return (from ?? Number.NaN) + ((to ?? Number.NaN) - (from ?? Number.NaN)) * fraction;
}

function m(matrix: ClipMatrix, index: number): number {
  return matrix[index] ?? 0;
}
