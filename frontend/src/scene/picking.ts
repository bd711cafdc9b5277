/** Finds the point under the pointer by projecting all of them: faster than a raycaster, and it sees moved points. Pure. */

import type { ShownCloud } from "./projector";

/** The index of the point nearest to (x, y) within a radius in pixels, the front one of equals; -1 where there is none. */
export function nearestPoint(
  { matrix, pane, before, after, fraction }: ShownCloud,
  x: number,
  y: number,
  radiusPixels: number,
): number {
  const e = Array.from({ length: 16 }, (_, index) => matrix[index] ?? 0) as Matrix;
  const from = before.positions;
  const to = after.positions;
  const wantedX = ((x - pane.x) / pane.width) * 2 - 1;
  const wantedY = 1 - ((y - pane.y) / pane.height) * 2;
  let nearest = -1;
  let least = radiusPixels * radiusPixels;
  for (let i = 0, point = 0; i + 2 < from.length; i += 3, point += 1) {
    const px = (from[i] as number) + ((to[i] as number) - (from[i] as number)) * fraction;
    const py = (from[i + 1] as number) + ((to[i + 1] as number) - (from[i + 1] as number)) * fraction;
    const pz = (from[i + 2] as number) + ((to[i + 2] as number) - (from[i + 2] as number)) * fraction;
    const w = e[3] * px + e[7] * py + e[11] * pz + e[15];
    if (w > 0) {
      const dx = ((e[0] * px + e[4] * py + e[8] * pz + e[12]) / w - wantedX) * 0.5 * pane.width;
      const dy = ((e[1] * px + e[5] * py + e[9] * pz + e[13]) / w - wantedY) * 0.5 * pane.height;
      const distance = dx * dx + dy * dy + w * 1e-3;
      if (distance < least) {
        least = distance;
        nearest = point;
      }
    }
  }
  return nearest;
}

type Matrix = [...Four, ...Four, ...Four, ...Four];
type Four = [number, number, number, number];
