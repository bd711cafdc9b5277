/** What the filters leave, in few words. Pure. */

import type { RunInfo } from "../../answers";
import type { LayerRange } from "../choices";
import { KINDS, type Kind, kindOf } from "../kinds";
import { layersOf, type ParameterFilter } from "../network/visibility";

/** The filters that hide something of these runs; null each where it hides nothing. */
export interface ActiveFilters {
  /** How many kinds are shown, and how many there are. */
  readonly kinds: readonly [shown: number, all: number] | null;
  readonly layers: LayerRange | null;
  readonly name: string | null;
}

/** A choice that filters nothing. */
export const NO_FILTER: ParameterFilter = { hiddenKinds: new Set(), layers: null, parameterFilter: "" };

/** The kinds that parameters of these runs have, in the page's order, and how many parameters of each; names count once. */
export function kindsOf(runs: readonly RunInfo[]): ReadonlyMap<Kind, number> {
  const kinds = new Map(runs.flatMap(({ parameters }) => parameters.map(({ name, kind }) => [name, kindOf(kind)])));
  const counts = KINDS.map((kind) => [kind, [...kinds.values()].filter((other) => other === kind).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** The numbers of all layers, ascending. */
export function layerNumbers(runs: readonly RunInfo[]): readonly number[] {
  const numbers = runs.flatMap(({ parameters }) => parameters.flatMap(({ layer }) => (layer === null ? [] : [layer])));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** The filters that are felt; null where there is none. */
export function activeFilters(
  { hiddenKinds, layers, parameterFilter }: ParameterFilter,
  runs: readonly RunInfo[],
): ActiveFilters | null {
  const kinds = [...kindsOf(runs).keys()];
  const shown = kinds.filter((kind) => !hiddenKinds.has(kind)).length;
  const active: ActiveFilters = {
    kinds: shown < kinds.length ? [shown, kinds.length] : null,
    layers: layers === null || holdsAll(layers, runs) ? null : layers,
    name: parameterFilter === "" ? null : parameterFilter,
  };
  return Object.values(active).every((filter) => filter === null) ? null : active;
}

/** The range with one of its ends moved, the other one out of its way; null where it holds all layers. */
export function movedRange(
  range: LayerRange,
  end: "first" | "last",
  value: number,
  bounds: LayerRange,
): LayerRange | null {
  const moved =
    end === "first"
      ? { first: value, last: Math.max(value, range.last) }
      : { first: Math.min(value, range.first), last: value };
  return moved.first <= bounds.first && moved.last >= bounds.last ? null : moved;
}

function holdsAll({ first, last }: LayerRange, runs: readonly RunInfo[]): boolean {
  const bounds = layersOf(runs);
  return bounds === null || (first <= bounds.first && last >= bounds.last);
}
