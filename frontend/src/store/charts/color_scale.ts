/** Which colour a number has on a map: from the smallest to the largest, or from zero to both sides. Pure. */

export interface ColorScale {
  /** Whether colours go from zero to both sides. */
  readonly isDiverging: boolean;
  readonly isLogarithmic: boolean;
  readonly low: number;
  readonly high: number;
}

/** Of a logarithmic scale the ends differ by so much at most, */
const LARGEST_RATIO = 1e9;
/** and one that diverges is straight below this share of its end. */
const STRAIGHT_BELOW = 1e-3;

/** The scale on which all numbers of some tables have a colour; null where there is none. */
export function colorScaleOf(tables: readonly Float32Array[], isLogarithmic: boolean): ColorScale | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (const table of tables) {
    for (const value of table) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
        lowest = value > 0 ? Math.min(lowest, value) : lowest;
      }
    }
  }
  if (low > high) {
    return null;
  }
  if (low < 0) {
    const end = Math.max(-low, high);
    return { isDiverging: true, isLogarithmic, low: -end, high: end };
  }
  return isLogarithmic && high > 0
    ? { isDiverging: false, isLogarithmic, low: Math.max(lowest, high / LARGEST_RATIO), high }
    : { isDiverging: false, isLogarithmic: false, low, high };
}

/** Where a finite number lies on a scale, 0 to 1. */
export function colorShare({ isDiverging, isLogarithmic, low, high }: ColorScale, value: number): number {
  if (low === high) {
    return 0;
  }
  if (isDiverging) {
    const straight = high * STRAIGHT_BELOW;
    const size = isLogarithmic
      ? Math.log1p(Math.abs(value) / straight) / Math.log1p(1 / STRAIGHT_BELOW)
      : Math.abs(value) / high;
    return clamped(0.5 + (Math.sign(value) * size) / 2);
  }
  return isLogarithmic
    ? clamped(Math.log(Math.max(value, low) / low) / Math.log(high / low))
    : clamped((value - low) / (high - low));
}

/** The number at a share of a scale. */
export function valueAtShare({ isDiverging, isLogarithmic, low, high }: ColorScale, share: number): number {
  if (isDiverging) {
    const size = Math.abs(share - 0.5) * 2;
    const value = isLogarithmic
      ? high * STRAIGHT_BELOW * Math.expm1(size * Math.log1p(1 / STRAIGHT_BELOW))
      : high * size;
    return Math.sign(share - 0.5) * value;
  }
  return isLogarithmic ? low * (high / low) ** share : low + (high - low) * share;
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}
