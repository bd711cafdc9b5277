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
