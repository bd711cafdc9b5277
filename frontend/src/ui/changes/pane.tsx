import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { colorOfRun } from "../../store/run_colors";
import { choose, type Store } from "../../store/state";
import { CHANGES } from "../strings/changes";
import { ChangedParameters } from "./parameters";
import { MovedPoints } from "./points";

/** What changed between the step that is counted from and the one shown, run by run. */
export function ChangesPane({ store }: { store: Store }): JSX.Element {
  const interval = useComputed(() => CHANGES.interval(store.movement.interval.value));
  const isEmpty = useComputed(() => store.movement.interval.value.from === store.movement.interval.value.to);
  return (
    <aside class="inspector changes" aria-label={CHANGES.title}>
      <button type="button" class="close" onClick={() => closeChanges(store)}>
        {CHANGES.close}
      </button>
      <h2>{CHANGES.title}</h2>
      <p class="interval-words">{interval}</p>
      <IntervalButtons store={store} />
      {isEmpty.value ? (
        <p class="inspector-note">{CHANGES.noInterval}</p>
      ) : (
        store.shownRuns.value.map((run) => (
          <section key={run.name} aria-label={CHANGES.run(run.name)}>
            <h3 class="named run-name">
              <span class="dot" style={{ background: colorOfRun(store, run.name) }} />
              {run.name}
            </h3>
            <MovedPoints store={store} run={run} />
            <ChangedParameters store={store} run={run} />
          </section>
        ))
      )}
    </aside>
  );
}

/** Closes the pane; the focus goes back to what has opened it. */
function closeChanges(store: Store): void {
  store.rightPane.value = null;
  document.querySelector<HTMLElement>("#changes-button")?.focus();
}

function IntervalButtons({ store }: { store: Store }): JSX.Element {
  const { since } = store.choices.value;
  const shown = useComputed(() => Math.round(store.playhead.value.step));
  return (
    <p class="interval-buttons">
      <button
        type="button"
        class="outlined"
        disabled={since === shown.value}
        onClick={() => choose(store, { since: shown.peek() })}
      >
        {CHANGES.countFromHere}
      </button>
      <button type="button" class="outlined" disabled={since === null} onClick={() => choose(store, { since: null })}>
        {CHANGES.countFromStart}
      </button>
    </p>
  );
}
