/** The floor's grid. Pure. */

/** The grid's interval, a power of ten, and how clearly the ten times finer lines show before they take over. */
export function gridOf(radius: number): { interval: number; fineness: number } {
  const logarithm = Math.log10(Math.max(radius, 1e-30));
  const power = Math.floor(logarithm);
  return { interval: 10 ** power, fineness: 1 - (logarithm - power) };
}
