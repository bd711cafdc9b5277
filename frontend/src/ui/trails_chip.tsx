import type { JSX } from "preact";
import { hasFreeCorner } from "../store/panes";
import { choose, type Store } from "../store/state";
import { CHANGES } from "./strings/changes";

/** How many points draw their trails whatever is selected, and the way to be rid of them. */
export function TrailsChip({ store }: { store: Store }): JSX.Element | null {
  const { trailed } = store.choices.value;
  if (trailed === null || trailed.parameter !== store.parameter.value) {
    return null;
  }
  const isLegendAside = hasFreeCorner(store.comparison.panes.value, store.viewSize.value.width);
  return (
    <span
      class={isLegendAside ? "filter-chip trails-chip on-the-left" : "filter-chip trails-chip"}
      title={CHANGES.trailsHint}
    >
      <span class="filter-text">{CHANGES.trails(trailed.rows.length)}</span>
      <button
        type="button"
        aria-label={CHANGES.clearTrails}
        title={CHANGES.clearTrails}
        onClick={() => choose(store, { trailed: null })}
      >
        <svg viewBox="0 0 24 24" width="14" height="14" aria-hidden="true">
          <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" stroke-width="2.5" />
        </svg>
      </button>
    </span>
  );
}
