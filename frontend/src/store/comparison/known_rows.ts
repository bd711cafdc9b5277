/** Matches of clouds and distances of their points, computed once as long as what they are made of stays. */

import type { CloudHistory, CloudSnapshot } from "../history";
import { Lately } from "../lately";
import { type Beside, distances, matchRows, placeBeside, type RowMatch } from "./rows";

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

const lately = new Lately<Float32Array>(({ byteLength }) => byteLength);

/** Bytes of the distances that are kept. */
export function distanceBytes(): number {
  return lately.bytes;
}

/** What distances are asked for. */
export interface Asked extends Beside {
  readonly snapshot: CloudSnapshot;
  readonly match: RowMatch;
}

/** How far the points of a snapshot lie from the other cloud's; null where that has no snapshot. */
export function knownDistances(here: CloudHistory, there: CloudHistory, asked: Asked): Float32Array | null {
  const { snapshot, match } = asked;
  const beside = placeBeside(here, there, snapshot.step, asked);
  if (beside === null) {
    return null;
  }
  const from = [snapshot, beside.before, beside.after, beside.fraction, match];
  return lately.get(from, () => distances(snapshot, match.others, beside));
}
