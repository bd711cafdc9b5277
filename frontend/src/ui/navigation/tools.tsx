import type { JSX } from "preact";
import type { Store } from "../../store/state";

/** Above the Network view: where one is, what cells show, what is hidden. */
export function NetworkTools({ store }: { store: Store }): JSX.Element {
  return <div class="stub" data-status={store.status.value} />;
}
