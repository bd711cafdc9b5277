/** Which runs the page lists, where there are thousands. Pure. */

import type { RunInfo } from "../answers";

/** So many are listed; to find one among more, one filters. */
export const MOST_LISTED = 200;

export interface ListedRuns {
  readonly listed: readonly RunInfo[];
  /** How many pass the filter and are not listed. */
  readonly leftOut: number;
}

/** The first runs that pass the filter, and all of them that are checked; an invalid filter (null) hides nothing. */
export function listedRuns(runs: readonly RunInfo[], checked: ReadonlySet<string>, filter: RegExp | null): ListedRuns {
  const listed: RunInfo[] = [];
  let passing = 0;
  for (const run of runs) {
    if (filter?.test(run.name) ?? true) {
      passing += 1;
      if (passing <= MOST_LISTED || checked.has(run.name)) {
        listed.push(run);
      }
    }
  }
  return { listed, leftOut: passing - listed.length };
}
