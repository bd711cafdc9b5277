/** What is known of runs is forgotten with them: a page may show one run after the other for weeks. Pure. */

/** Takes everything out of a map that belongs to none of these keys. */
export function forgetOthers(known: Map<string, unknown>, kept: ReadonlySet<string>): void {
  for (const key of [...known.keys()].filter((one) => !kept.has(one))) {
    known.delete(key);
  }
}

/** A map without what belongs to none of these keys; the same where that is nothing. */
export function withoutOthers<T>(known: ReadonlyMap<string, T>, kept: ReadonlySet<string>): ReadonlyMap<string, T> {
  const entries = [...known].filter(([key]) => kept.has(key));
  return entries.length === known.size ? known : new Map(entries);
}
