/** Which points of two clouds are the same row, and how far they lie from each other. Pure. */

import { bracketOf, type CloudHistory, type CloudSnapshot } from "../history";
import { type Alignment, laid, spanOf } from "./alignment";

/** Two clouds, row by row. */
export interface RowMatch {
  /** For each point the number of the same row's point in the other cloud; -1 where it has none. */
  readonly others: Int32Array;
  /** Names of the rows that only this cloud has, and of those that only the other has. */
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
}

/** Finds the same rows: by their labels where both clouds have them, else by their numbers. A label that stands twice is none. */
export function matchRows(here: CloudHistory, there: CloudHistory): RowMatch {
  if (hasEqualRows(here, there)) {
    return { others: Int32Array.from(here.rowIds, (_, point) => point), onlyHere: [], onlyThere: [] };
  }
  const isLabeled = here.labels !== null && there.labels !== null;
  const keysHere = keysOf(here, isLabeled);
  const keysThere = keysOf(there, isLabeled);
  const places = placesOf(keysThere);
  const own = placesOf(keysHere);
  const others = Int32Array.from(keysHere, (key) => (own.has(key) ? (places.get(key) ?? -1) : -1));
  return {
    others,
    onlyHere: keysHere.filter((key) => !(own.has(key) && places.has(key))),
    onlyThere: keysThere.filter((key) => !(own.has(key) && places.has(key))),
  };
}

/** Two runs of the same data have them, and a million rows are compared in no time. */
function hasEqualRows(here: CloudHistory, there: CloudHistory): boolean {
  const { labels } = there;
  return (
    here.rowIds.length === there.rowIds.length &&
    here.rowIds.every((row, point) => row === there.rowIds[point]) &&
    (here.labels === null || labels === null || here.labels.every((label, point) => label === labels[point]))
  );
}

function keysOf({ rowIds, labels }: CloudHistory, isLabeled: boolean): readonly string[] {
  return isLabeled && labels !== null ? labels : Array.from(rowIds, String);
}

/** The place of each key that stands once. */
function placesOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  for (const [place, key] of keys.entries()) {
    if (places.has(key)) {
      twice.add(key);
    }
    places.set(key, place);
  }
  for (const key of twice) {
    places.delete(key);
  }
  return places;
}

/** How clouds are laid beside each other. */
export interface Beside {
  readonly alignment: Alignment;
  /** Whether the other one is taken between its snapshots, or at the latest of them. */
  readonly interpolation: boolean;
}

/** A moment of another cloud. */
export interface Moment {
  readonly step: number;
  readonly before: CloudSnapshot;
  readonly after: CloudSnapshot;
  readonly fraction: number;
}

/** Where another cloud is when this one is at a step: a run that has ended stands at its end. Null where one has no snapshot. */
export function placeBeside(
  here: CloudHistory,
  there: CloudHistory,
  step: number,
  { alignment, interpolation }: Beside,
): Moment | null {
  const [own = null, other = null] = [here, there].map(({ snapshots }) => spanOf(snapshots.map((one) => one.step)));
  if (own === null || other === null) {
    return null;
  }
  const wanted = laid(other, own, alignment).onRun(Math.min(own.last, Math.max(own.first, step)));
  const its = Math.min(other.last, Math.max(other.first, wanted));
  const { before, after, fraction } = bracketOf(there.snapshots, its);
  const [from, to] = [there.snapshots[before], there.snapshots[after]];
  if (from === undefined || to === undefined) {
    return null;
  }
  return interpolation
    ? { step: its, before: from, after: to, fraction }
    : { step: from.step, before: from, after: from, fraction: 0 };
}

/** For each point of a snapshot, or for every `stride`th, how far it lies from the same row of another cloud; else NaN. */
export function distances(
  { positions }: CloudSnapshot,
  others: Int32Array,
  { before, after, fraction }: Moment,
  stride = 1,
): Float32Array {
  const found = new Float32Array(others.length).fill(Number.NaN);
  const [from, to] = [before.positions, after.positions];
  for (let point = 0; point < others.length; point += stride) {
    const other = others[point] as number;
    if (other >= 0) {
      let square = 0;
      for (let axis = 0; axis < 3; axis += 1) {
        const start = from[3 * other + axis] as number;
        const there = fraction > 0 ? start + ((to[3 * other + axis] as number) - start) * fraction : start;
        square += ((positions[3 * point + axis] as number) - there) ** 2;
      }
      found[point] = Math.sqrt(square);
    }
  }
  return found;
}
