/** Scalars over time as lines that fill a box. Pure. */

import type { ScalarSeries } from "../../answers";
import { type Domain, shareOf } from "../axis";

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** From the least to the largest finite value of all series; null where there is none. */
export function rangeOf(series: readonly ScalarSeries[]): Range | null {
  const values = series.flatMap((one) => one.values.filter(isNumber));
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return values.length === 0 ? null : { least, most };
}

/**
 * The line of a series as an SVG path in a box of this size: the domain fills its width, the range its height, the largest
 * value at the top. It is interrupted where a value is not finite; steps outside the domain are left out.
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
      const height = most > least ? (value - least) / (most - least) : 0.5;
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
