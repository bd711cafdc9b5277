/** How many snapshots of the parameters the memory has room for. Pure. */

import type { RunInfo } from "../../answers";
import type { SnapshotKind } from "../../api";
import { mostSnapshots } from "../memory";
import type { Dense, Keep } from "../thinning";
import { codeCount } from "./history";

/** Bytes of one snapshot of a run, as it is kept. */
export function snapshotBytes(run: RunInfo, kind: SnapshotKind): number {
  return kind === "statistics" ? run.parameters.length * run.statistic_names.length * 4 : codeBytes(run);
}

/** What the page has room for. */
export interface Room {
  readonly limitBytes: number;
  readonly dense: Dense;
}

/** What is kept of each run, so that the snapshots of all runs fit. */
export function keepOf(runs: readonly RunInfo[], kind: SnapshotKind, { limitBytes, dense }: Room): Keep {
  const bytes = runs.reduce((total, run) => total + snapshotBytes(run, kind), 0);
  return { most: mostSnapshots(kind, bytes, limitBytes), dense };
}

function codeBytes({ parameters, rounding_floor }: RunInfo): number {
  // int16 rounds to less than a thousandth, int8 to more.
  return codeCount(parameters) * (rounding_floor > 0.001 ? 1 : 2);
}
