/** The steps of an answer, held against those that were asked for. Pure. */

import { DecodeError, integers, type Safetensors } from "../decode";

/** Whether steps are whole numbers, each above the one before. */
export function areSteps(steps: Iterable<unknown>): boolean {
  let previous = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    if (!Number.isSafeInteger(step) || (step as number) <= previous) {
      return false;
    }
    previous = step as number;
  }
  return true;
}

/**
 * Reads the steps in a tensor. Throws `DecodeError` where they are out of order, or others than those that were asked for:
 * one that a flipped bit has made another would be taken for missing, and never asked for again.
 */
export function readSteps(file: Safetensors, tensor: string, asked: Iterable<number> | null): Float64Array {
  const steps = integers(file, tensor);
  if (!areSteps(steps)) {
    throw new DecodeError(`the steps in "${tensor}" are not in order`);
  }
  if (asked !== null) {
    const known = new Set(asked);
    const other = steps.find((step) => !known.has(step));
    if (other !== undefined) {
      throw new DecodeError(`"${tensor}" has step ${other}, which was not asked for`);
    }
  }
  return steps;
}
