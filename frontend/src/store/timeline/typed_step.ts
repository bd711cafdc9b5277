/** A step as people type it. Pure. */

const WORD = /^\s*step\s*/iu;
const BETWEEN_DIGITS = /[\s,_’']/gu;

/** `4,000`, `4 000`, `step 4000`, `4e3`; null where it is no number. */
export function readStep(text: string): number | null {
  const digits = text.replace(WORD, "").replace(BETWEEN_DIGITS, "");
  const step = digits === "" ? Number.NaN : Number(digits);
  return Number.isFinite(step) ? step : null;
}
