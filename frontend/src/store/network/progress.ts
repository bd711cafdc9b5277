/** How much of a history is there. */

import type { Store } from "../state";
import { wantedCount } from "./sync";

/** The share of the wanted snapshots that have been loaded, 0 to 1; null where all of them have been, or none is wanted. */
export function loadedShare(store: Store): number | null {
  const histories = store.network.histories.value ?? [];
  if (!store.network.isIncomplete.value || histories.length === 0) {
    return null;
  }
  const runs = histories.map(({ run }) => run);
  const wanted = runs.reduce((sum, run) => sum + wantedCount(store, runs, run), 0);
  const there = histories.reduce(
    (sum, { statistics, weights, gradients, absent }) =>
      sum +
      statistics.length +
      weights.length +
      gradients.length +
      Object.values(absent).reduce((count, { size }) => count + size, 0),
    0,
  );
  return Math.min(1, there / Math.max(1, wanted));
}
