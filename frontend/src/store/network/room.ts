/** How many snapshots of the parameters the memory has room for. Pure. */

import type { RunInfo, SnapshotKind } from "../../api";
import { mostSnapshots } from "../memory";
import { codeCount } from "./history";

/** Bytes of one snapshot of a run, as it is kept. */
export function snapshotBytes(run: RunInfo, kind: SnapshotKind): number {
  return kind === "statistics" ? run.parameters.length * run.statistic_names.length * 4 : codeBytes(run);
}

/** How many snapshots of each run are kept, so that those of all runs fit. */
export function mostSnapshotsOf(runs: readonly RunInfo[], kind: SnapshotKind, limitBytes: number): number {
  return mostSnapshots(
    kind,
    runs.reduce((total, run) => total + snapshotBytes(run, kind), 0),
    limitBytes,
  );
}

function codeBytes({ parameters, rounding_floor }: RunInfo): number {
  // int16 rounds to less than a thousandth, int8 to more.
  return codeCount(parameters) * (rounding_floor > 0.001 ? 1 : 2);
}
