/** How runs of different lengths are laid along one axis: step on step, or each over all of it. Pure. */

export const ALIGNMENTS = ["step", "share"] as const;
/** Whether runs stand at the same step, or at the same share of their training. */
export type Alignment = (typeof ALIGNMENTS)[number];

/** From the first step to the last, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Steps are whole numbers: what is left of them after two divisions is not. */
const DIGITS = 1e6;

/** The span of ascending steps; null where there are none. */
export function spanOf(steps: readonly number[]): Span | null {
  const [first] = steps;
  const last = steps.at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}

/** The step of the second span at the same share of it as a step has of the first. */
export function stretched(step: number, from: Span, to: Span): number {
  if (!Number.isFinite(step)) {
    return step > 0 ? to.last : to.first;
  }
  const share = from.last > from.first ? (step - from.first) / (from.last - from.first) : 0;
  return Math.round((to.first + share * (to.last - to.first)) * DIGITS) / DIGITS;
}

/** How the steps of a run are laid on the axis, and read from it. */
export interface Laid {
  onAxis(step: number): number;
  onRun(step: number): number;
}

/** A run of this span along an axis; as it is where runs stand at the same step, or it has none. */
export function laid(run: Span | null, axis: Span, alignment: Alignment): Laid {
  if (run === null || alignment === "step") {
    return { onAxis: (step) => step, onRun: (step) => step };
  }
  return { onAxis: (step) => stretched(step, run, axis), onRun: (step) => stretched(step, axis, run) };
}
