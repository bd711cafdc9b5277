/** The time axis: steps to pixels and back, and which numbers stand under it. Pure. */

export interface Domain {
  readonly first: number;
  readonly last: number;
}

/** Where a step lies on the axis, 0 at the first and 1 at the last. */
export function shareOf(domain: Domain, step: number): number {
  return domain.last > domain.first ? (step - domain.first) / (domain.last - domain.first) : 0;
}

/** The step at a share of the axis. */
export function stepAt(domain: Domain, share: number): number {
  return domain.first + (domain.last - domain.first) * Math.min(1, Math.max(0, share));
}

/** Round steps whose labels stand at least `spacing` pixels apart; the first step where no round one lies on the axis. */
export function axisLabels(domain: Domain, widthPixels: number, spacing = 64): number[] {
  const span = domain.last - domain.first;
  if (span <= 0 || widthPixels <= 0) {
    return [domain.first];
  }
  const rough = Math.max(1, (span * spacing) / widthPixels);
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const labels: number[] = [];
  for (let step = Math.ceil(domain.first / interval) * interval; step <= domain.last; step += interval) {
    labels.push(step);
  }
  return labels.length > 0 ? labels : [domain.first];
}

/** The nearest snapshot before (`direction` -1) or after (1) a step, or the step itself where there is none. */
export function neighboringStep(steps: readonly number[], step: number, direction: -1 | 1): number {
  const found = direction === 1 ? steps.find((other) => other > step) : steps.findLast((other) => other < step);
  return found ?? step;
}
