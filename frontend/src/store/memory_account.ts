/** What takes memory, and how much. Pure. */

import { cloudBytes } from "./cloud_memory";
import { distanceBytes } from "./comparison/known_rows";
import type { CloudHistory } from "./history";
import { historyBytes, type NetworkHistory } from "./network/history";
import { differenceBytes } from "./network/quantities";

export const MEMORY_ITEMS = ["clouds", "weights", "gradients", "statistics", "differences", "gpu"] as const;
export type MemoryItem = (typeof MEMORY_ITEMS)[number];

/** Bytes of each. */
export type MemoryAccount = Readonly<Record<MemoryItem, number>>;

/** The account of everything that is kept; `gpuBytes` is what the picture takes. */
export function memoryAccount(
  clouds: readonly CloudHistory[],
  networks: readonly NetworkHistory[],
  gpuBytes: number,
): MemoryAccount {
  const account = {
    clouds: cloudBytes(clouds),
    weights: 0,
    gradients: 0,
    statistics: 0,
    differences: differenceBytes() + distanceBytes(),
    gpu: gpuBytes,
  };
  for (const bytes of networks.map(bytesOf)) {
    account.weights += bytes.weights;
    account.gradients += bytes.gradients;
    account.statistics += bytes.statistics;
  }
  return account;
}

export function totalBytes(account: MemoryAccount): number {
  return MEMORY_ITEMS.reduce((sum, item) => sum + account[item], 0);
}

const counted = new WeakMap<NetworkHistory, ReturnType<typeof historyBytes>>();

function bytesOf(history: NetworkHistory): ReturnType<typeof historyBytes> {
  const bytes = counted.get(history) ?? historyBytes(history);
  counted.set(history, bytes);
  return bytes;
}
