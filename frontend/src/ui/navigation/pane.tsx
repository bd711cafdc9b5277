import type { JSX } from "preact";
import type { Store } from "../../store/state";

/** Which parameters are shown, and where they are in the model. */
export function NavigationPane({ store }: { store: Store }): JSX.Element {
  return <div class="stub" data-status={store.status.value} />;
}
