/** Which parameters and layers changed most between two steps, as shares of what they were. Pure. */

import type { RunInfo } from "../../answers";
import { nearestSnapshot, weightCount } from "../inspection/subject";
import type { NetworkHistory } from "../network/history";
import { subtract } from "../network/quantities";
import type { Interval } from "./interval";

export interface ParameterChange {
  readonly name: string;
  /** Norm of the change, as a share of the norm before it. */
  readonly change: number;
}

export interface LayerChange {
  /** Null: what belongs to no layer, kind by kind. */
  readonly layer: number | null;
  readonly kind: string;
  readonly change: number;
}

export interface Changes extends Interval {
  /** In order of their change, the largest first; so are the layers. */
  readonly parameters: readonly ParameterChange[];
  readonly layers: readonly LayerChange[];
  /** How many parameters were all zero at first: there is nothing to hold their change against. */
  readonly fromZero: number;
}

/** Squares of changes and of what was before, summed over weights. */
interface Squares {
  readonly changed: number;
  readonly before: number;
}

/** What changed between the snapshots nearest to the ends of an interval; null where fewer than two are loaded. */
export function changesOf({ run, weights }: NetworkHistory, { from, to }: Interval): Changes | null {
  const earlier = nearestSnapshot(weights, from);
  const later = nearestSnapshot(weights, to);
  if (earlier === undefined || later === undefined || weights.length < 2) {
    return null;
  }
  const { rms } = subtract(run, later, earlier);
  const squares = run.parameters.map((parameter, index): Squares => {
    const count = weightCount(parameter);
    return {
      changed: count * (rms[index] ?? Number.NaN) ** 2,
      before: count * (earlier.rms[index] ?? Number.NaN) ** 2,
    };
  });
  return {
    from: earlier.step,
    to: later.step,
    parameters: largestFirst(run.parameters.map(({ name }, index) => ({ name, change: share(squares[index]) }))),
    layers: largestFirst(layersOf(run, squares)),
    fromZero: squares.filter(({ changed, before }) => before === 0 && changed > 0).length,
  };
}

/** What belongs to no layer stands kind by kind. */
function layersOf({ parameters }: RunInfo, squares: readonly Squares[]): LayerChange[] {
  const groups = new Map<string, { readonly layer: number | null; readonly kind: string; readonly its: Squares[] }>();
  for (const [index, { layer, kind }] of parameters.entries()) {
    const key = layer === null ? kind : String(layer);
    const group = groups.get(key) ?? { layer, kind, its: [] };
    const one = squares[index];
    if (one !== undefined && Number.isFinite(one.changed) && Number.isFinite(one.before)) {
      group.its.push(one);
    }
    groups.set(key, group);
  }
  const sum = (its: readonly Squares[], part: keyof Squares): number => its.reduce((all, one) => all + one[part], 0);
  return [...groups.values()].map(({ its, ...group }) => ({
    ...group,
    change: share({ changed: sum(its, "changed"), before: sum(its, "before") }),
  }));
}

function share(squares: Squares | undefined): number {
  return squares === undefined || squares.before === 0 ? Number.NaN : Math.sqrt(squares.changed / squares.before);
}

/** Those whose change is known. */
function largestFirst<T extends { readonly change: number }>(all: readonly T[]): T[] {
  return all.filter(({ change }) => Number.isFinite(change)).sort((a, b) => b.change - a.change);
}
