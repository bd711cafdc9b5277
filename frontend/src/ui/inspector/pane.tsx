import type { JSX } from "preact";
import type { Store } from "../../store/state";

/** What is known of what is selected. */
export function InspectorPane({ store }: { store: Store }): JSX.Element {
  return <div class="stub" data-status={store.status.value} />;
}
