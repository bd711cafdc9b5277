/** The numbers by which points are coloured. Pure. */

import type { ColorBy } from "../store/choices";
import type { CloudSnapshot } from "../store/history";

/** One number per point; `measured` are those of an interval, the same at each of its steps, as far as they are known. */
export function valuesOf(
  snapshot: CloudSnapshot,
  rowIds: Float64Array,
  colorBy: ColorBy,
  measured: Float32Array | null,
): ArrayLike<number> {
  switch (colorBy) {
    case "magnitude":
      return snapshot.magnitudes;
    case "gradient":
      return snapshot.gradients;
    case "row":
      return rowIds;
    case "movement":
    case "neighbor_change":
      return measured ?? once(unknowns, rowIds, () => new Float32Array(rowIds.length).fill(Number.NaN));
  }
}

const floats = new WeakMap<Float64Array, Float32Array>();
const unknowns = new WeakMap<Float64Array, Float32Array>();

/** The same as the GPU takes them: one array for the same numbers. */
export function floatsOf(
  snapshot: CloudSnapshot,
  rowIds: Float64Array,
  colorBy: ColorBy,
  measured: Float32Array | null,
): Float32Array {
  const values = valuesOf(snapshot, rowIds, colorBy, measured);
  return values instanceof Float32Array ? values : once(floats, rowIds, () => Float32Array.from(rowIds));
}

function once(
  known: WeakMap<Float64Array, Float32Array>,
  rowIds: Float64Array,
  make: () => Float32Array,
): Float32Array {
  const made = known.get(rowIds) ?? make();
  known.set(rowIds, made);
  return made;
}
