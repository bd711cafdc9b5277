/**
 * The density of values of which only seven quantiles are known. The curve that leads from a normal distribution's quantiles
 * to these is interpolated: what is normal comes out as exactly that, and everything else is smooth. Pure.
 */

/** Standard normal quantiles of the shares 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99. */
const SCORES = [-2.326_348, -1.644_854, -0.674_49, 0, 0.674_49, 1.644_854, 2.326_348] as const;
/** How far they are apart. */
const WIDTHS = SCORES.slice(1).map((score, index) => score - (SCORES[index] ?? 0));
/** A slope is at least this share of that to the nearer neighbour. */
const SMALLEST_SLOPE = 0.15;
/** The curve ends where less than one in seven hundred values lie beyond on each side. */
const END_SCORE = 3;
const POINTS = 61;
/** Where quantiles coincide, the density is as if they were apart by this share of the whole width. */
const NARROWEST = 2e-3;

/** Values from left to right, and how dense they are there. */
export interface Density {
  readonly values: readonly number[];
  readonly heights: readonly number[];
}

/** The density that belongs to the quantiles q01, q05, q25, q50, q75, q95, q99; null where all values are the same. */
export function densityOf(quantiles: readonly number[]): Density | null {
  const width = (quantiles.at(-1) ?? Number.NaN) - (quantiles[0] ?? Number.NaN);
  if (quantiles.length !== SCORES.length || !(width > 0)) {
    return null;
  }
  const slopes = knotSlopes(quantiles, width * NARROWEST);
  const values: number[] = [];
  const heights: number[] = [];
  for (let point = 0; point < POINTS; point += 1) {
    const score = END_SCORE * ((2 * point) / (POINTS - 1) - 1);
    const { value, slope } = curveAt(quantiles, slopes, score);
    values.push(value);
    heights.push(Math.exp((-score * score) / 2) / Math.sqrt(2 * Math.PI) / Math.max(slope, width * NARROWEST));
  }
  return { values, heights };
}

/** Slopes at the known quantiles: those of a natural cubic spline, held so that the curve never turns back. */
function knotSlopes(quantiles: readonly number[], least: number): readonly number[] {
  const secants = WIDTHS.map((width, index) => {
    const rise = (quantiles[index + 1] ?? 0) - (quantiles[index] ?? 0);
    return Math.max(rise, least) / width;
  });
  const pulls = SCORES.map(
    (_, knot) => 3 * ((secants[knot - 1] ?? 0) / (WIDTHS[knot - 1] ?? 1) + (secants[knot] ?? 0) / (WIDTHS[knot] ?? 1)),
  );
  return solved(pulls).map((slope, knot) => {
    const smaller = Math.min(secants[knot - 1] ?? Number.POSITIVE_INFINITY, secants[knot] ?? Number.POSITIVE_INFINITY);
    return Math.min(3, Math.max(SMALLEST_SLOPE, slope / smaller)) * smaller;
  });
}

/** Solves for the slopes that have no kink: each depends on those beside it. */
function solved(pulls: readonly number[]): readonly number[] {
  const factors: number[] = [];
  const rest: number[] = [];
  for (const [knot, pull] of pulls.entries()) {
    const before = 1 / (WIDTHS[knot - 1] ?? Number.POSITIVE_INFINITY);
    const after = 1 / (WIDTHS[knot] ?? Number.POSITIVE_INFINITY);
    const pivot = 2 * (before + after) - before * (factors[knot - 1] ?? 0);
    factors.push(after / pivot);
    rest.push((pull - before * (rest[knot - 1] ?? 0)) / pivot);
  }
  const slopes = [...rest];
  for (let knot = slopes.length - 2; knot >= 0; knot -= 1) {
    slopes[knot] = (rest[knot] ?? 0) - (factors[knot] ?? 0) * (slopes[knot + 1] ?? 0);
  }
  return slopes;
}

/** The curve and its slope at a normal score: cubic between the known ones, straight beyond them. */
function curveAt(
  quantiles: readonly number[],
  slopes: readonly number[],
  score: number,
): { value: number; slope: number } {
  const last = SCORES.length - 1;
  const [end, at] = score < SCORES[0] ? [0, SCORES[0]] : [last, SCORES[last] ?? 0];
  if (score < SCORES[0] || score >= at) {
    const slope = slopes[end] ?? 0;
    return { value: (quantiles[end] ?? 0) + slope * (score - at), slope };
  }
  const knot = SCORES.findLastIndex((known) => known <= score);
  const begin = SCORES[knot] ?? 0;
  const width = (SCORES[knot + 1] ?? 0) - begin;
  const t = (score - begin) / width;
  const [from, to] = [quantiles[knot] ?? 0, quantiles[knot + 1] ?? 0];
  const [in0, in1] = [(slopes[knot] ?? 0) * width, (slopes[knot + 1] ?? 0) * width];
  const rise = to - from;
  return {
    value: from + t * (in0 + t * (3 * rise - 2 * in0 - in1 + t * (in0 + in1 - 2 * rise))),
    slope: (in0 + t * (6 * rise - 4 * in0 - 2 * in1 + t * 3 * (in0 + in1 - 2 * rise))) / width,
  };
}

/** The largest height of some densities; 1 where there are none. */
export function highestPeak(densities: readonly Density[]): number {
  return densities.length === 0 ? 1 : Math.max(...densities.map(peakOf));
}

/**
 * How high a density is drawn, as a share of the highest: the root of its true share, so that a narrow one does not dwarf
 * the others.
 */
export function drawnShare(density: Density, highest: number): number {
  return Math.sqrt(peakOf(density) / highest);
}

/** The largest height of one. */
export function peakOf({ heights }: Density): number {
  return Math.max(...heights);
}
