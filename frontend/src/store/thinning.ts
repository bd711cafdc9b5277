/** Which snapshots are kept where not all fit: evenly spread, the newest of them dense, and the same ones while a run grows. Pure. */

/**
 * At most `most` of ascending steps (at least two): all multiples of a power of two by their number, and of the numbers half
 * way between them the newest. The first and the last step are always among them. A step that is left out once stays out
 * while the run grows, except for the last.
 */
export function keptSteps(steps: readonly number[], most: number): readonly number[] {
  const limit = Math.max(2, Math.floor(most));
  if (steps.length <= limit) {
    return steps;
  }
  let stride = 1;
  while (Math.ceil(steps.length / stride) + 1 > limit) {
    stride *= 2;
  }
  const last = steps.length - 1;
  const coarse = steps.filter((_, index) => index % stride === 0 || index === last);
  const between = steps.filter((_, index) => index !== last && stride > 1 && index % stride === stride / 2);
  const room = limit - coarse.length;
  return [...coarse, ...between.slice(Math.max(0, between.length - room))].sort((a, b) => a - b);
}

/** The order in which snapshots are fetched: the last, the first, then ever finer, so that any beginning is spread evenly. */
export function loadingOrder(steps: readonly number[]): readonly number[] {
  const [first] = steps;
  const last = steps.at(-1);
  const between = steps.slice(1, -1).map((step, index) => ({ step, fineness: -trailingZeros(index + 1) }));
  between.sort((a, b) => a.fineness - b.fineness || a.step - b.step);
  return [...new Set([last, first, ...between.map(({ step }) => step)])].filter((step) => step !== undefined);
}

function trailingZeros(index: number): number {
  return 31 - Math.clz32(index & -index);
}
