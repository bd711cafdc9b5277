import type { JSX } from "preact";
import type { Store } from "../../store/state";

/** How the picture is drawn. */
export function SettingsPane({ store }: { store: Store }): JSX.Element {
  return <div class="stub" data-status={store.status.value} />;
}
