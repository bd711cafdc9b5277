/** What colours the points of a run: the numbers of its snapshots, how far they are from another run, or the run itself. */

import type { CloudHistory, CloudSnapshot } from "../store/history";
import { rgbOfRun } from "../store/run_colors";
import type { Store } from "../store/state";
import { floatsOf } from "./point_values";

export interface CloudLook {
  /** The numbers by which the points of a snapshot are coloured. */
  values(snapshot: CloudSnapshot): Float32Array;
  /** The colour of all of them; null where they are coloured by numbers. Red, green and blue, 0 to 1. */
  readonly color: readonly [number, number, number] | null;
}

/** The look of the history of this number. */
export function cloudLook(store: Store, index: number, { run, rowIds }: CloudHistory): CloudLook {
  const { comparison, choices, movement } = store;
  const { colorBy } = choices.peek();
  const measured = movement.values.peek()[index] ?? null;
  const isOverlay = comparison.compare.peek() === "overlay";
  return {
    values: (snapshot) => comparison.differences(index, snapshot) ?? floatsOf(snapshot, rowIds, colorBy, measured),
    color: isOverlay ? rgbOfRun(store, run) : null,
  };
}
