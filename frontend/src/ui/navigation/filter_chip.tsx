import type { JSX } from "preact";
import { clearFilters, runsWithParameters } from "../../store/navigation/actions";
import { activeFilters } from "../../store/navigation/filters";
import type { Store } from "../../store/state";
import { filterSummary, NAVIGATION } from "../strings/navigation";

/** What the filters leave, where there are any, and the way to be rid of them. */
export function FilterChip({ store }: { store: Store }): JSX.Element | null {
  const filters = activeFilters(store.choices.value, runsWithParameters(store));
  if (filters === null) {
    return null;
  }
  const summary = filterSummary(filters);
  return (
    <span class="filter-chip">
      <span class="filter-text" title={summary}>
        {summary}
      </span>
      <button
        type="button"
        aria-label={NAVIGATION.clearFilters}
        title={NAVIGATION.clearFilters}
        onClick={() => clearFilters(store)}
      >
        <svg viewBox="0 0 24 24" width="14" height="14" aria-hidden="true">
          <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" stroke-width="2.5" />
        </svg>
      </button>
    </span>
  );
}
