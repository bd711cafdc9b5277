import type { JSX } from "preact";
import type { Store } from "../store/state";
import { SIDE } from "./strings/side";
import { TourButton } from "./tour_button";

/** At the foot of the left pane: help that is always in reach. */
export function SideFooter({ store }: { store: Store }): JSX.Element {
  return (
    <nav class="side-footer" aria-label={SIDE.footer}>
      <TourButton store={store} />
    </nav>
  );
}
