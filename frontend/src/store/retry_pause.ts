/** When to ask again for what could not be had. Pure. */

const FIRST_MS = 3000;
const LONGEST_MS = 15_000;

/** After so many failures in a row: three seconds after the first, twice as long after each other, fifteen at most. */
export function retryPauseMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
}
