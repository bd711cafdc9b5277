import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { untilOlderMs, youngestFirst } from "../../store/timeline/age";
import { TIMELINE } from "../strings/timeline";

/** So many runs are listed at most: a longer list would not fit on a screen. */
const MOST_LISTED = 12;

/**
 * How old the newest data is, also while the server is gone. Its words are signals: they change without anything being
 * rendered, and nobody has them read out.
 */
export function DataAge({ store }: { store: Store }): JSX.Element {
  const { shownRuns, recovery } = store;
  const nowMs = useNow(store);
  const newest = useComputed(() => youngestFirst(shownRuns.value, nowMs.value, recovery.clocks));
  const step = useComputed(() => (newest.value[0] === undefined ? "" : TIMELINE.newestStep(newest.value[0].step)));
  const age = useComputed(() => (newest.value[0] === undefined ? "" : TIMELINE.logged(newest.value[0].ageMs)));
  const each = useComputed(() => newest.value.slice(0, MOST_LISTED).map(TIMELINE.newestOf).join("\n"));
  return (
    <small class="data-age" title={each}>
      <span class="newest-step">{step}</span>
      {age}
    </small>
  );
}

/** The time of day, as often as it makes the words another, and whenever there are new data; it stands while nobody looks. */
function useNow({ shownRuns, recovery, visible }: Store): ReadonlySignal<number> {
  const nowMs = useSignal(Date.now());
  useSignalEffect(() => {
    const runs = shownRuns.value;
    if (!visible.value) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = (): void => {
      nowMs.value = Date.now();
      const [first] = youngestFirst(runs, Date.now(), recovery.clocks);
      timer = first === undefined ? undefined : setTimeout(tick, untilOlderMs(first.ageMs));
    };
    tick();
    return () => clearTimeout(timer);
  });
  return nowMs;
}
