/** Histograms over time: the density of a parameter's weights at some steps, from the first to the last. Pure. */

import type { NetworkHistory } from "../network/history";
import { type Density, densityOf } from "./density";
import { nearestIndex } from "./map_layout";
import { weightQuantiles } from "./quantiles";

export interface Ridge {
  readonly step: number;
  readonly density: Density;
}

/** At most `most` densities, evenly spread over time; none where all weights are the same, or quantiles are missing. */
export function ridgesOf(history: NetworkHistory, parameter: number, most: number): readonly Ridge[] {
  const all = history.statistics.flatMap((snapshot) => {
    const quantiles = weightQuantiles(history, snapshot, parameter);
    return quantiles === null ? [] : [{ step: snapshot.step, quantiles }];
  });
  const steps = all.map(({ step }) => step);
  const first = steps[0] ?? 0;
  const span = (steps.at(-1) ?? 0) - first;
  const wanted = Array.from({ length: most }, (_, index) =>
    nearestIndex(steps, first + (span * index) / Math.max(1, most - 1)),
  );
  return [...new Set(wanted)].flatMap((index) => {
    const snapshot = all[index];
    const density = snapshot === undefined ? null : densityOf(snapshot.quantiles);
    return snapshot === undefined || density === null ? [] : [{ step: snapshot.step, density }];
  });
}

/** The least and the largest value of some densities; null where there are none. */
export function valueExtent(densities: readonly Density[]): readonly [number, number] | null {
  const ends = densities.flatMap(({ values }) => [values[0] ?? Number.NaN, values.at(-1) ?? Number.NaN]);
  return ends.length === 0 ? null : [Math.min(...ends), Math.max(...ends)];
}
