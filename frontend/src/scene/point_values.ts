/** The numbers by which points are coloured. Pure. */

import type { ColorBy } from "../store/choices";
import type { CloudSnapshot } from "../store/history";

/** One number per point. */
export function valuesOf(snapshot: CloudSnapshot, rowIds: Float64Array, colorBy: ColorBy): ArrayLike<number> {
  switch (colorBy) {
    case "magnitude":
      return snapshot.magnitudes;
    case "gradient":
      return snapshot.gradients;
    case "row":
      return rowIds;
  }
}

const floats = new WeakMap<Float64Array, Float32Array>();

/** The same as the GPU takes them: one array for the same numbers. */
export function floatsOf(snapshot: CloudSnapshot, rowIds: Float64Array, colorBy: ColorBy): Float32Array {
  const values = valuesOf(snapshot, rowIds, colorBy);
  if (values instanceof Float32Array) {
    return values;
  }
  const known = floats.get(rowIds) ?? Float32Array.from(rowIds);
  floats.set(rowIds, known);
  return known;
}
