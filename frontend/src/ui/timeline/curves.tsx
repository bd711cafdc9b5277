import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { Domain } from "../../store/axis";
import { spanOf } from "../../store/comparison/alignment";
import { colorOfRun, dashOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { curvePath, rangeOf } from "../../store/timeline/curves";

/** Units of the drawing, which is stretched to its place. */
const SIZE = { width: 10_000, height: 100 } as const;

/** The scalar of each shown run over time, in the run's colour, all on one scale. */
export function Curves({ store, domain }: { store: Store; domain: Domain }): JSX.Element | null {
  const curves = store.timeline.curves.value;
  // Not with each frame in which the axis grows.
  const range = useComputed(() => rangeOf(store.timeline.curves.value.map(({ series }) => series))).value;
  if (range === null) {
    return null;
  }
  return (
    <svg class="curves" viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} preserveAspectRatio="none" aria-hidden="true">
      {curves.map(({ run, series }) => (
        <path
          key={run}
          d={curvePath({ ...series, steps: series.steps.map(onAxis(store, run)) }, domain, range, SIZE)}
          stroke={colorOfRun(store, run)}
          stroke-dasharray={dashOfRun(store, run).join(" ") || undefined}
        />
      ))}
    </svg>
  );
}

/** Where the steps of a run stand on the axis. */
function onAxis(store: Store, run: string): (step: number) => number {
  const steps = store.shownRuns.value.find(({ name }) => name === run)?.steps ?? [];
  return store.laid(spanOf(steps)).onAxis;
}
