/** The time axis: steps to pixels and back, and which numbers stand under it. Pure. */

export const STEP_SCALES = ["linear", "log"] as const;
export type StepScale = (typeof STEP_SCALES)[number];

export interface Domain {
  readonly first: number;
  readonly last: number;
  /** Linear where it is left out; logarithmic ones count from the first step, which stands one step before the second. */
  readonly scale?: StepScale;
}

/** Where a step lies on the axis, 0 at the first and 1 at the last. */
export function shareOf({ first, last, scale }: Domain, step: number): number {
  if (last <= first) {
    return 0;
  }
  return scale === "log"
    ? Math.log1p(Math.max(0, step - first)) / Math.log1p(last - first)
    : (step - first) / (last - first);
}

/** The step at a share of the axis. */
export function stepAt({ first, last, scale }: Domain, share: number): number {
  const inside = Math.min(1, Math.max(0, share));
  return scale === "log"
    ? Math.min(last, first + Math.expm1(inside * Math.log1p(last - first)))
    : first + (last - first) * inside;
}

/** Round steps whose labels stand at least `spacing` pixels apart; the first step where no round one lies on the axis. */
export function axisLabels(domain: Domain, widthPixels: number, spacing = 64): number[] {
  const span = domain.last - domain.first;
  if (span <= 0 || widthPixels <= 0) {
    return [domain.first];
  }
  const labels =
    domain.scale === "log" ? logLabels(domain, widthPixels, spacing) : evenLabels(domain, widthPixels, spacing);
  return labels.length > 0 ? labels : [domain.first];
}

function evenLabels({ first, last }: Domain, widthPixels: number, spacing: number): number[] {
  const rough = Math.max(1, ((last - first) * spacing) / widthPixels);
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const labels: number[] = [];
  for (let step = Math.ceil(first / interval) * interval; step <= last; step += interval) {
    labels.push(step);
  }
  return labels;
}

/** The roundest steps first, and of the others those that have room beside them. */
function logLabels(domain: Domain, widthPixels: number, spacing: number): number[] {
  const { first, last } = domain;
  const powers = Array.from({ length: Math.ceil(Math.log10(last + 1)) + 1 }, (_, power) => 10 ** power);
  const round = [1, 5, 2].flatMap((factor) => powers.map((power) => factor * power));
  // Late in a training no power of ten may lie on the axis.
  const wanted = [...round, ...evenLabels({ first, last }, widthPixels, spacing)];
  const placed: number[] = [];
  for (const step of [first, ...wanted].filter((one) => one >= first && one <= last)) {
    const at = shareOf(domain, step) * widthPixels;
    if (placed.every((other) => Math.abs(shareOf(domain, other) * widthPixels - at) >= spacing)) {
      placed.push(step);
    }
  }
  return placed.sort((a, b) => a - b);
}

/** The nearest snapshot before (`direction` -1) or after (1) a step, or the step itself where there is none. */
export function neighboringStep(steps: readonly number[], step: number, direction: -1 | 1): number {
  const found = direction === 1 ? steps.find((other) => other > step) : steps.findLast((other) => other < step);
  return found ?? step;
}
