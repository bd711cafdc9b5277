/** Finds the point under the pointer by projecting all of them: faster than a raycaster, and it sees moved points. Pure. */

import type { ClipMatrix, ShownCloud } from "./projector";

/** The index of the point nearest to (x, y) within a radius in pixels, the front one of equals; -1 where there is none. */
export function nearestPoint(
  { matrix, pane, before, after, fraction }: ShownCloud,
  x: number,
  y: number,
  radiusPixels: number,
): number {
  const from = before.positions;
  const to = after.positions;
  const isBetween = fraction > 0 && to !== from;
  const [halfWidth, halfHeight] = [pane.width / 2, pane.height / 2];
  const depth = rowOf(matrix, 3);
  const across = offset(rowOf(matrix, 0), depth, (x - pane.x) / halfWidth - 1);
  const up = offset(rowOf(matrix, 1), depth, 1 - (y - pane.y) / halfHeight);
  // As numbers, which is faster than as fields.
  const [depthX, depthY, depthZ, depthOne] = [depth.x, depth.y, depth.z, depth.one];
  const [acrossX, acrossY, acrossZ, acrossOne] = [across.x, across.y, across.z, across.one];
  const reachAcross = radiusPixels / halfWidth;
  const reachUp = radiusPixels / halfHeight;
  let nearest = -1;
  let least = radiusPixels * radiusPixels;
  const end = from.length - 2;
  for (let i = 0; i < end; i += 3) {
    let px = from[i] as number;
    let py = from[i + 1] as number;
    let pz = from[i + 2] as number;
    if (isBetween) {
      px += ((to[i] as number) - px) * fraction;
      py += ((to[i + 1] as number) - py) * fraction;
      pz += ((to[i + 2] as number) - pz) * fraction;
    }
    // Nearly all of a million points are told by these two sums: what is too far, behind the camera or not a number.
    const w = depthX * px + depthY * py + depthZ * pz + depthOne;
    const dx = acrossX * px + acrossY * py + acrossZ * pz + acrossOne;
    if (Math.abs(dx) < reachAcross * w) {
      const dy = up.x * px + up.y * py + up.z * pz + up.one;
      if (Math.abs(dy) < reachUp * w) {
        const distance = ((dx / w) * halfWidth) ** 2 + ((dy / w) * halfHeight) ** 2 + w * 1e-3;
        if (distance < least) {
          least = distance;
          nearest = i / 3;
        }
      }
    }
  }
  return nearest;
}

/** A row of a matrix: a sum over a point's coordinates. */
interface Row {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly one: number;
}

function rowOf(matrix: ClipMatrix, row: number): Row {
  const at = (column: number): number => matrix[row + 4 * column] ?? 0;
  return { x: at(0), y: at(1), z: at(2), one: at(3) };
}

/** How far a point is from a wanted place of the screen, in clip space, where the screen is as large as the depth. */
function offset(row: Row, depth: Row, wanted: number): Row {
  return {
    x: row.x - wanted * depth.x,
    y: row.y - wanted * depth.y,
    z: row.z - wanted * depth.z,
    one: row.one - wanted * depth.one,
  };
}
