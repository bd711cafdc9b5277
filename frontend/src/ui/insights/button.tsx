import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { INSIGHTS_BUTTON } from "../strings/insights_button";
import { PaneButton } from "../view_buttons";

/** Opens and closes the insights; says how many warnings there are. */
export function InsightsButton({ store }: { store: Store }): JSX.Element {
  const warnings = store.insights.warningCount.value;
  return (
    <PaneButton store={store} pane="insights" label={INSIGHTS_BUTTON.label(warnings)}>
      {warnings === 0 ? null : <span class="badge">{INSIGHTS_BUTTON.badge(warnings)}</span>}
    </PaneButton>
  );
}
