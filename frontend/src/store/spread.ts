/** An order without order: any beginning of it is a fair sample of the whole. Pure. */

const GOLDEN = 0.618_033_988_749_895;

/**
 * The numbers below `count` in steps of the golden section, so that each lies in the largest gap that is left; the first
 * `most` of them.
 */
export function spreadIndices(count: number, most = count): Uint32Array {
  let stride = Math.max(1, Math.round(count * GOLDEN));
  while (greatestDivisor(stride, count) > 1) {
    stride += 1;
  }
  const order = new Uint32Array(Math.min(count, most));
  for (let place = 1; place < order.length; place += 1) {
    order[place] = ((order[place - 1] as number) + stride) % count;
  }
  return order;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
