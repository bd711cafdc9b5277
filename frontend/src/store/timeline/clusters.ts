/** Marks of the timeline that would cover each other, as one. Pure. */

import type { Mark } from "./findings";

/** A mark with its place on the axis. */
export interface PlacedMark extends Mark {
  /** In steps of the axis. */
  readonly at: number;
  /** In pixels from the axis' left end. */
  readonly x: number;
}

/** Gathers marks, in order of their places, of which each stands nearer to the first of them than `gapPixels`. */
export function clusterMarks(marks: readonly PlacedMark[], gapPixels: number): ReadonlyArray<readonly PlacedMark[]> {
  const clusters: PlacedMark[][] = [];
  for (const mark of [...marks].sort((a, b) => a.x - b.x)) {
    const cluster = clusters.at(-1);
    const first = cluster?.[0];
    if (cluster !== undefined && first !== undefined && mark.x - first.x < gapPixels) {
      cluster.push(mark);
    } else {
      clusters.push([mark]);
    }
  }
  return clusters;
}

/** The one of several marks that is gone to: the first that is alarming, or else the first. */
export function leadOf(cluster: readonly PlacedMark[]): PlacedMark | undefined {
  return cluster.find(({ isAlarming }) => isAlarming) ?? cluster[0];
}
