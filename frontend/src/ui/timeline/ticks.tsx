import type { JSX } from "preact";
import { type Domain, shareOf } from "../../store/axis";
import type { Store } from "../../store/state";

/** Units across the axis, more than it has pixels. */
const WIDTH = 10_000;

/** A tick for each snapshot, shorter where it is not kept. Apart from the track, which changes with every frame of a film. */
export function Ticks({ store, domain }: { store: Store; domain: Domain }): JSX.Element {
  const ticks = (steps: readonly number[], top: number, bottom: number): string =>
    steps.map((step) => `M${(shareOf(domain, step) * WIDTH).toFixed(1)} ${top}V${bottom}`).join("");
  return (
    <svg class="ticks" viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true">
      <path class="left-out" d={ticks(store.memory.logged.value.leftOut, 3, 7)} />
      <path d={ticks(store.snapshotSteps.value, 0, 10)} />
    </svg>
  );
}
