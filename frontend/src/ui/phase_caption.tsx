import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { Store } from "../store/state";
import { bandAt } from "../store/timeline/findings";
import { TIMELINE } from "./strings/timeline";

/** While the film plays: what the run is going through, written into the picture. */
export function PhaseCaption({ store }: { store: Store }): JSX.Element | null {
  const { timeline, playhead, shownRuns } = store;
  const phase = useComputed(() => {
    const step = store.stepOn(timeline.lead.value?.steps ?? []);
    return playhead.value.playing ? (bandAt(timeline.bands.value, step)?.phase ?? null) : null;
  });
  const run = timeline.lead.value?.name;
  if (phase.value === null || run === undefined) {
    return null;
  }
  return <p class="phase-caption">{shownRuns.value.length > 1 ? TIMELINE.caption(phase.value, run) : phase.value}</p>;
}
