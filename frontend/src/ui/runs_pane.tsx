import type { JSX } from "preact";
import { listedRuns } from "../store/listed_runs";
import { missingRuns, withoutMissing } from "../store/missing_runs";
import { choose, type Store } from "../store/state";
import { RunRow } from "./run_row";
import { STRINGS } from "./strings/page";

/** The runs of the log directory: those that pass the filter, of thousands the first. */
export function RunsPane({ store }: { store: Store }): JSX.Element {
  const runs = store.runs.value ?? [];
  const { runs: checked, runFilter } = store.choices.value;
  const filter = store.filter.value;
  const missing = missingRuns(store.runs.value, store.choices.value);
  const { listed, leftOut } = listedRuns(runs, checked, filter);
  return (
    <div class="runs">
      <label class="filter">
        <span class="icon" aria-hidden="true">
          ⌕
        </span>
        <input
          type="search"
          aria-label={STRINGS.filterRuns}
          aria-invalid={filter === null}
          placeholder={STRINGS.filterRuns}
          value={runFilter}
          onInput={(event) => choose(store, { runFilter: event.currentTarget.value })}
        />
      </label>
      {filter === null ? <p class="note">{STRINGS.invalidFilter}</p> : null}
      {listed.length === 0 && runs.length > 0 ? (
        <p class="note">
          {STRINGS.noRunPasses}{" "}
          <button type="button" class="link" onClick={() => choose(store, { runFilter: "" })}>
            {STRINGS.clearFilter}
          </button>
        </p>
      ) : null}
      {missing.length > 0 ? (
        <p class="note">
          {STRINGS.missingRunsNote(missing)}{" "}
          <button
            type="button"
            class="link"
            onClick={() => choose(store, { runs: withoutMissing(runs, store.choices.value) })}
          >
            {STRINGS.forget}
          </button>
        </p>
      ) : null}
      <ul class="rows">
        {listed.map((run) => (
          <RunRow key={run.name} store={store} run={run} />
        ))}
      </ul>
      {leftOut > 0 ? <p class="note">{STRINGS.moreRuns(leftOut)}</p> : null}
    </div>
  );
}
