/** Keeps as many snapshots of the clouds as the memory has room for. Pure. */

import type { RunInfo } from "../answers";
import type { CloudHistory } from "./history";
import { lastStep } from "./history";
import { mostSnapshots } from "./memory";
import { type Keep, keptSteps } from "./thinning";

/** Three coordinates and two norms. */
const BYTES_PER_ROW = 5 * 4;

/** How many snapshots of each run are kept, so that those of all runs fit. */
export function mostCloudSnapshots(runs: readonly RunInfo[], parameter: string, limitBytes: number): number {
  const rows = runs.reduce(
    (sum, { cloud_layouts }) => sum + (cloud_layouts.find((layout) => layout.parameter === parameter)?.rows ?? 0),
    0,
  );
  return mostSnapshots("clouds", rows * BYTES_PER_ROW, limitBytes);
}

/** The steps of a run at which its rows were logged, as far as that is known. */
export function stepsWithRows({ runSteps, absent }: CloudHistory): readonly number[] {
  return runSteps.filter((step) => !absent.has(step));
}

export interface Missing {
  /** Steps that were left out once and have room now, or that were not loaded yet. */
  readonly older: readonly number[];
  /** Steps that were logged after the newest snapshot, with rows or without. */
  readonly newer: readonly number[];
}

/** What is to be loaded of a run that has these steps now. */
export function missingSteps(history: CloudHistory, steps: readonly number[], keep: Keep): Missing {
  const last = lastStep(history);
  const there = new Set(history.snapshots.map(({ step }) => step));
  const logged = steps.filter((step) => !history.absent.has(step));
  const newer = logged.filter((step) => step > last);
  const missing = keptSteps(logged, keep).filter((step) => !there.has(step));
  return {
    older: missing.filter((step) => step < last),
    // So many at once are not worth their way: most of them would be dropped again.
    newer: newer.length <= keep.most / 2 ? newer : missing.filter((step) => step > last),
  };
}

/** A history without the snapshots for which there is no room. */
export function thinned(history: CloudHistory, keep: Keep): CloudHistory {
  const last = lastStep(history);
  const logged = stepsWithRows(history).filter((step) => step <= last);
  const kept = new Set(keptSteps(logged, keep));
  const snapshots = history.snapshots.filter(({ step }) => kept.has(step));
  return snapshots.length === history.snapshots.length ? history : { ...history, snapshots };
}
