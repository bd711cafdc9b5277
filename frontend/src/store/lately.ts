/** The latest of what was computed, found again by what it was computed from. */

const MOST_RESULTS = 32;
const MOST_BYTES = 64_000_000;
/** A film needs two moments at a time. */
const FEWEST_RESULTS = 2;

interface Result<T> {
  readonly from: readonly unknown[];
  readonly value: T;
}

/** What it was computed from is only referred to: snapshots that are let go of elsewhere are not held here. */
export class Lately<T> {
  /** The latest last. */
  private readonly results: Result<T>[] = [];

  constructor(private readonly bytesOf: (value: T) => number) {}

  /** Bytes of all that is kept. */
  get bytes(): number {
    return this.results.reduce((sum, { value }) => sum + this.bytesOf(value), 0);
  }

  /** What was computed from exactly these objects and numbers, or is computed now. */
  get(from: readonly (object | number | null)[], compute: () => T): T {
    const place = this.results.findIndex((one) => one.from.every((part, index) => isSame(part, from[index])));
    const [known] = place < 0 ? [] : this.results.splice(place, 1);
    const result = known ?? { from: from.map(referred), value: compute() };
    this.results.push(result);
    while (this.results.length > MOST_RESULTS || (this.results.length > FEWEST_RESULTS && this.bytes > MOST_BYTES)) {
      this.results.shift();
    }
    return result.value;
  }
}

function referred(part: object | number | null): unknown {
  return typeof part === "object" && part !== null ? new WeakRef(part) : part;
}

function isSame(kept: unknown, part: object | number | null | undefined): boolean {
  return (kept instanceof WeakRef ? kept.deref() : kept) === part;
}
