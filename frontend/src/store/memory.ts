/** How the memory that the page may use is shared out among what it keeps. Pure. */

export const MEGABYTE = 1_000_000;

/**
 * Shares of the limit, which is meant for all that the browser takes: the rest is for the picture itself, for what is being
 * received, and for what a browser needs beside the arrays, measured as 150 MB and a fifth of them.
 */
const SHARES = { clouds: 0.16, weights: 0.2, gradients: 0.13, statistics: 0.07 } as const;

export type Kept = keyof typeof SHARES;

/** How many snapshots of a kind may be kept of each run, when one snapshot of all runs together has so many bytes. */
export function mostSnapshots(kept: Kept, snapshotBytes: number, limitBytes: number): number {
  return Math.max(2, Math.floor((SHARES[kept] * limitBytes) / Math.max(1, snapshotBytes)));
}

/** Bytes as megabytes with one digit. */
export function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1);
}
