import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { type Domain, shareOf } from "../../store/axis";
import type { Store } from "../../store/state";

/** The stretch in which changes are counted, while something in sight depends on it. */
export function IntervalStretch({
  store: { movement },
  domain,
}: {
  store: Store;
  domain: ReadonlySignal<Domain>;
}): JSX.Element | null {
  if (!movement.isNeeded.value) {
    return null;
  }
  const { from, to } = movement.interval.value;
  const [left, right] = [from, to].map((step) => Math.min(1, Math.max(0, shareOf(domain.value, step))));
  return (
    <div class="interval" style={{ left: `${(left ?? 0) * 100}%`, width: `${((right ?? 0) - (left ?? 0)) * 100}%` }} />
  );
}
