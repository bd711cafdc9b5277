import type { JSX } from "preact";
import type { Store } from "../store/state";
import type { DialogName } from "../store/surfaces";
import { SURFACES } from "./strings/dialogs";
import { ariaKeys, SHORTCUTS } from "./strings/navigation";
import { TourButton } from "./tour_button";

/** At the foot of the left pane: help that is always in reach, and other ways to read the page. */
export function SideFooter({ store }: { store: Store }): JSX.Element {
  const open = (name: DialogName): void => {
    store.dialog.value = { name };
  };
  return (
    <nav class="side-footer" aria-label={SURFACES.footer}>
      <TourButton store={store} />
      {store.status.value === "ready" ? (
        <button
          type="button"
          class="flat"
          aria-keyshortcuts={ariaKeys("table")}
          title={`${SURFACES.tableHint} (${SHORTCUTS.table.join()})`}
          onClick={() => open("table")}
        >
          {SURFACES.table}
        </button>
      ) : null}
      <button
        type="button"
        class="flat"
        aria-keyshortcuts={ariaKeys("shortcuts")}
        title={`${SURFACES.shortcuts} (${SHORTCUTS.shortcuts[0]})`}
        onClick={() => open("shortcuts")}
      >
        {SURFACES.shortcuts}
      </button>
    </nav>
  );
}
