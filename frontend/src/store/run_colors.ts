/** Which colour a run has, by its name: it follows from the run’s place among all that the page has seen. */

import { runColor, runDash, runRgb } from "./palette";
import type { Store } from "./state";

/** Places by name. A run that comes later takes the next one, wherever it is listed: no colour changes under one’s eyes. */
export type RunPlaces = ReadonlyMap<string, number>;

/** The places known so far, and one for each run that has none; the same object where there is none to give. */
export function withPlaces(known: RunPlaces, names: Iterable<string>): RunPlaces {
  const added = [...names].filter((name) => !known.has(name));
  return added.length === 0
    ? known
    : new Map([...known, ...added.map((name, index) => [name, known.size + index] as const)]);
}

/** `#rrggbb`. */
export function colorOfRun(store: Store, name: string): string {
  return runColor(placeOfRun(store, name));
}

/** Red, green and blue, 0 to 1. */
export function rgbOfRun(store: Store, name: string): readonly [number, number, number] {
  return runRgb(placeOfRun(store, name));
}

/** How the line of a run is broken: pixels drawn, pixels left out, and so on; empty where it is whole. */
export function dashOfRun(store: Store, name: string): readonly number[] {
  return runDash(placeOfRun(store, name));
}

function placeOfRun(store: Store, name: string): number {
  return store.runPlaces.value.get(name) ?? 0;
}
