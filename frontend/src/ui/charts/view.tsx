import type { JSX } from "preact";
import type { Store } from "../../store/state";

/** Statistics over time: maps, lines, distributions. */
export function ChartsView({ store }: { store: Store }): JSX.Element {
  return <div class="stub" data-status={store.status.value} />;
}
