/** Scalars over time as lines that fill a box. Pure. */

import type { ScalarSeries } from "../../answers";
import { type Domain, shareOf } from "../axis";

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** The few values at either end that have no say where they lie far out: such a share of all. */
const FEW = 0.02;
/** So many times as far out as all others reach: a start that fell fast is no such thing, a loss that exploded is. */
const FAR = 20;

/**
 * From the least to the largest finite value of all series; null where there is none. A few values that lie far out, as
 * those of a run that explodes, would make a straight line of all others: they are left out of it.
 */
export function rangeOf(series: readonly ScalarSeries[]): Range | null {
  const values = series.flatMap((one) => one.values.filter(isNumber)).sort((a, b) => a - b);
  const [least, most] = [values[0], values.at(-1)];
  if (least === undefined || most === undefined) {
    return null;
  }
  const few = Math.floor(values.length * FEW);
  const [low, high] = [values[few] ?? least, values.at(-1 - few) ?? most];
  const far = FAR * (high - low);
  return far > 0 ? { least: least < low - far ? low : least, most: most > high + far ? high : most } : { least, most };
}

/**
 * The line of a series as an SVG path in a box of this size: the domain fills its width, the range its height, the largest
 * value at the top, and whatever lies farther out at the edge. It is interrupted where a value is not finite; steps outside
 * the domain are left out.
 */
export function curvePath(
  { steps, values }: ScalarSeries,
  domain: Domain,
  { least, most }: Range,
  size: { readonly width: number; readonly height: number },
): string {
  let command = "M";
  let path = "";
  for (const [index, step] of steps.entries()) {
    const value = values[index];
    const isInside = step >= domain.first && step <= domain.last;
    if (isInside && isNumber(value)) {
      const height = most > least ? Math.min(1, Math.max(0, (value - least) / (most - least))) : 0.5;
      path += `${command}${(shareOf(domain, step) * size.width).toFixed(1)} ${((1 - height) * size.height).toFixed(1)}`;
      command = "L";
    } else {
      command = "M";
    }
  }
  return path;
}

/** The value at a step: the latest at it or before it; null where there is none. */
export function valueAtStep({ steps, values }: ScalarSeries, step: number): number | null {
  return values[steps.findLastIndex((other) => other <= step)] ?? null;
}

function isNumber(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}
