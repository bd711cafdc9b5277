/** Matches of clouds and distances of their points, computed once as long as what they are made of stays. */

import type { CloudHistory, CloudSnapshot } from "../history";
import type { Alignment } from "./alignment";
import { distances, matchRows, placeBeside, type RowMatch } from "./rows";

const matches = new WeakMap<Float64Array, { readonly there: Float64Array; readonly match: RowMatch }>();

/** The match of two clouds: a live run brings new snapshots, not new rows. */
export function knownMatch(here: CloudHistory, there: CloudHistory): RowMatch {
  const known = matches.get(here.rowIds);
  if (known?.there === there.rowIds) {
    return known.match;
  }
  const match = matchRows(here, there);
  matches.set(here.rowIds, { there: there.rowIds, match });
  return match;
}

/** Distances of a snapshot, and what they were measured from. */
interface Measured {
  readonly from: readonly unknown[];
  readonly values: Float32Array;
}

const measured = new WeakMap<CloudSnapshot, Measured>();

/** What distances are asked for. */
export interface Asked {
  readonly snapshot: CloudSnapshot;
  readonly match: RowMatch;
  readonly alignment: Alignment;
}

/** How far the points of a snapshot lie from the other cloud's; null where that has no snapshot. */
export function knownDistances(
  here: CloudHistory,
  there: CloudHistory,
  { snapshot, match, alignment }: Asked,
): Float32Array | null {
  const beside = placeBeside(here, there, snapshot.step, alignment);
  if (beside === null) {
    return null;
  }
  const from = [beside.before, beside.after, beside.fraction, match];
  const known = measured.get(snapshot);
  if (known?.from.every((part, index) => part === from[index]) === true) {
    return known.values;
  }
  const values = distances(snapshot, match.others, beside);
  measured.set(snapshot, { from, values });
  return values;
}
