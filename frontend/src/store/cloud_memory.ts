/** What clouds take of the memory. Pure. */

import type { CloudHistory } from "./history";

const counted = new WeakMap<CloudHistory, number>();

/** Bytes of everything that some clouds hold. */
export function cloudBytes(histories: readonly CloudHistory[]): number {
  return histories.reduce((sum, history) => sum + bytesOf(history), 0);
}

function bytesOf(history: CloudHistory): number {
  const known = counted.get(history);
  if (known !== undefined) {
    return known;
  }
  const bytes = history.snapshots.reduce(
    (sum, { positions, magnitudes, gradients }) =>
      sum + positions.byteLength + magnitudes.byteLength + gradients.byteLength,
    history.rowIds.byteLength,
  );
  counted.set(history, bytes);
  return bytes;
}
