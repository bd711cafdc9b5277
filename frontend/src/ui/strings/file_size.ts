/** Sizes of files as people read them. */

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;
const STEP = 1000;

/** A size with two or three digits: `340 kB`, `1.2 MB`, `12 MB`. */
export function fileSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // A number that would be rounded to a thousand is one of the next unit.
  while (value >= STEP - 0.5 && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
