/** How large a value the ends of the colours stand for, and what tells of values that have none. Pure. */

import type { ShownQuantity } from "../choices";
import { bracketOf } from "../history";
import { type NetworkHistory, statistic, type TileSnapshot } from "./history";
import type { Moment } from "./quantities";

/** A colour is full at so many times the root mean square: a normal distribution has 1 % of its values beyond. */
const FULL_AT = 2.5;
/** Of all slabs, this one's size is what a common scale is made for. */
const COMMON_SHARE = 0.75;

/** The value at which a parameter's colours are full, when its slab is scaled to itself; NaN where nothing is known of it. */
export function slabRange({ rms, scales }: TileSnapshot, parameter: number): number {
  const own = rms[parameter] ?? Number.NaN;
  // The mean square of a tensor with values that are not finite is not finite either.
  return FULL_AT * (Number.isFinite(own) ? own : (scales[parameter] ?? Number.NaN) / FULL_AT);
}

/** The value at which all colours are full on one scale for all slabs, runs and steps: made for the newest moments. */
export function commonRange(
  histories: readonly NetworkHistory[],
  moments: readonly (readonly Moment[])[],
  shown: readonly ReadonlySet<number>[],
): number {
  const ranges = histories.flatMap(({ run }, index) => {
    const tiles = moments[index]?.at(-1)?.tiles();
    return tiles === undefined
      ? []
      : [...(shown[index] ?? [])]
          .filter((parameter) => (run.parameters[parameter]?.shape.length ?? 0) > 1)
          .map((parameter) => slabRange(tiles, parameter))
          .filter((range) => range > 0);
  });
  ranges.sort((a, b) => a - b);
  return ranges[Math.floor((ranges.length - 1) * COMMON_SHARE)] ?? 1;
}

/** Tells parameters some of whose values are not finite, counted over the full tensor, at the snapshot before a step. */
export function brokenAt(
  { run, statistics }: NetworkHistory,
  step: number,
  quantity: ShownQuantity,
): (parameter: number) => boolean {
  const table = statistics[bracketOf(statistics, step).before];
  const name = quantity === "gradient" ? "grad_nonfinite" : "nonfinite";
  return (parameter) => statistic(run, table, parameter, name) > 0;
}
