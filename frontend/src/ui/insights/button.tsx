import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { INSIGHTS_BUTTON } from "../strings/insights_button";
import { PaneButton } from "../view_buttons";

/** Opens and closes the insights; says how many warnings there are, which is in its name for those who hear it. */
export function InsightsButton({ store }: { store: Store }): JSX.Element {
  const warnings = store.insights.warningCount.value;
  return (
    <PaneButton store={store} pane="insights" label={INSIGHTS_BUTTON.label(warnings)}>
      {warnings === 0 ? null : <span class="badge" data-count={INSIGHTS_BUTTON.badge(warnings)} />}
    </PaneButton>
  );
}
