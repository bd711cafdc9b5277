/** Who is near whom in the full width of rows, and how rows moved: as the server finds it, for a page without one. Pure. */

/** Rows of a parameter at one step. */
export interface WideRows {
  readonly columns: number;
  readonly values: Float32Array;
  /** The length of what rounding adds to each row, on average. */
  readonly rounding: Float32Array;
}

/** Rows times those they are compared with, times columns and what else a pair costs: a third of a second. */
const MOST_PRODUCTS = 300_000_000;
const PAIR_PRODUCTS = 16;
/** The mean change of neighbours of so many rows scatters by three hundredths. */
const SAMPLED_ROWS = 128;

/** The nearest rows of one by the cosine, nearest first; null for a row that has no direction. */
export function nearestRows(
  rows: WideRows,
  query: number,
  count: number,
): ReadonlyArray<{ readonly index: number; readonly distance: number }> | null {
  const lengths = lengthsOf(rows);
  if (!hasDirection(lengths[query])) {
    return null;
  }
  return [...lengths.keys()]
    .filter((index) => index !== query && hasDirection(lengths[index]))
    .map((index) => ({ index, distance: 1 - cosine(rows, lengths, query, index) }))
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, count);
}

export interface Moved {
  /** How far each row moved; 0 where rounding alone could have made it, NaN for a row that is not there at both steps. */
  readonly distances: Float64Array;
  /** Share of each row's neighbours that are others; NaN where it is not known. */
  readonly changes: Float64Array;
  readonly compared: number;
  readonly medianDistance: number;
  readonly meanChange: number | null;
  readonly changeByChance: number;
}

/**
 * How rows moved from one step to another. Neighbours of those in `asked` are compared, of all where it is null and there
 * is time for it, else of an even selection.
 */
export function movementOf(
  before: WideRows,
  after: WideRows,
  k: number,
  asked: ((distances: Float64Array) => readonly number[]) | null,
): Moved {
  const distances = distancesOf(before, after);
  const there = [...distances.keys()].filter((index) => !Number.isNaN(distances[index]));
  const lengths = [lengthsOf(before), lengthsOf(after)] as const;
  const judged = there.filter((index) => lengths.every((all) => hasDirection(all[index])));
  const change = (row: number): number => {
    const [old, now] = [before, after].map(
      (rows, at) => new Set(nearestAmong(rows, lengths[at] as Float64Array, row, judged, k)),
    ) as [Set<number>, Set<number>];
    return old.size === 0 ? Number.NaN : 1 - [...old].filter((one) => now.has(one)).length / old.size;
  };
  const sampled = spreadEvenly(judged, SAMPLED_ROWS).map(change).filter(Number.isFinite);
  const most = Math.floor(MOST_PRODUCTS / Math.max(1, 2 * judged.length * (before.columns + PAIR_PRODUCTS)));
  const changes = new Float64Array(distances.length).fill(Number.NaN);
  const isJudged = new Set(judged);
  for (const row of asked === null ? spreadEvenly(judged, most) : asked(distances)) {
    if (isJudged.has(row)) {
      changes[row] = change(row);
    }
  }
  return {
    distances,
    changes,
    compared: there.length,
    medianDistance: median(there.map((index) => distances[index] as number)),
    meanChange: sampled.length === 0 ? null : sampled.reduce((sum, value) => sum + value, 0) / sampled.length,
    changeByChance: 1 - Math.min(k / Math.max(judged.length - 1, 1), 1),
  };
}

/** At most so many items, evenly spaced. */
export function spreadEvenly<T>(items: readonly T[], most: number): readonly T[] {
  const count = Math.min(items.length, most);
  return Array.from({ length: count }, (_, place) => items[Math.floor((place * items.length) / count)] as T);
}

function distancesOf(before: WideRows, after: WideRows): Float64Array {
  const { columns } = before;
  const distances = new Float64Array(before.rounding.length);
  for (let row = 0; row < distances.length; row += 1) {
    let square = 0;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      square += ((after.values[index] as number) - (before.values[index] as number)) ** 2;
    }
    const distance = Math.sqrt(square);
    const floor = Math.hypot(before.rounding[row] as number, after.rounding[row] as number);
    distances[row] = distance <= floor ? 0 : distance;
  }
  return distances;
}

function lengthsOf({ columns, values, rounding }: WideRows): Float64Array {
  return Float64Array.from(rounding, (_, row) => {
    let square = 0;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      square += (values[index] as number) ** 2;
    }
    return Math.sqrt(square);
  });
}

function hasDirection(length: number | undefined): boolean {
  return Number.isFinite(length) && length !== 0;
}

function cosine({ columns, values }: WideRows, lengths: Float64Array, a: number, b: number): number {
  let product = 0;
  for (let column = 0; column < columns; column += 1) {
    product += (values[a * columns + column] as number) * (values[b * columns + column] as number);
  }
  return Math.max(-1, Math.min(1, product / ((lengths[a] as number) * (lengths[b] as number))));
}

/** The nearest of some rows, nearest first: kept in order while they are looked through, since to sort them all takes longer. */
function nearestAmong(
  rows: WideRows,
  lengths: Float64Array,
  query: number,
  among: readonly number[],
  count: number,
): readonly number[] {
  const nearest: number[] = [];
  const nearness: number[] = [];
  for (const index of among) {
    const own = index === query ? Number.NEGATIVE_INFINITY : cosine(rows, lengths, query, index);
    if (index !== query && (nearest.length < count || own > (nearness.at(-1) as number))) {
      const found = nearness.findIndex((other) => own > other);
      const place = found < 0 ? nearest.length : found;
      nearest.splice(place, 0, index);
      nearness.splice(place, 0, own);
      nearest.length = Math.min(nearest.length, count);
      nearness.length = nearest.length;
    }
  }
  return nearest;
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  const upper = ordered[middle] ?? 0;
  return ordered.length % 2 === 0 ? ((ordered[middle - 1] ?? 0) + upper) / 2 : upper;
}
