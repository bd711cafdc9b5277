/** Keeps what is made at some cost and asked for again and again. Pure. */

/** Makes what is asked for a second time; what is asked for once is not worth it. Keeps so many, the latest used. */
export class Recurring<T> {
  private readonly kept = new Map<string, T | null>();

  /** `release` is told of what is no longer kept. */
  constructor(
    private readonly capacity: number,
    private readonly release: (made: T) => void,
  ) {}

  /** What belongs to a key, made now where it is asked for the second time; null at the first time. */
  get(key: string, make: () => T): T | null {
    const known = this.kept.get(key);
    const found = known === null ? make() : (known ?? null);
    this.kept.delete(key);
    this.kept.set(key, found);
    this.trim();
    return found;
  }

  private trim(): void {
    for (const [key, made] of this.kept) {
      if (this.kept.size <= this.capacity) {
        return;
      }
      this.kept.delete(key);
      if (made !== null) {
        this.release(made);
      }
    }
  }
}
