import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { INSIGHTS_BUTTON } from "../strings/insights_button";

/** Closes the pane; the focus goes back to what has opened it. */
export function CloseInsights({ store }: { store: Store }): JSX.Element {
  return (
    <button
      type="button"
      class="close"
      onClick={() => {
        store.rightPane.value = null;
        document.querySelector<HTMLElement>("#insights-button")?.focus();
      }}
    >
      {INSIGHTS_BUTTON.close}
    </button>
  );
}
