/** Opens the tour; loaded when somebody wants it. */

import type { Store } from "../../store/state";
import { Tour } from "./tour";

/** Starts a tour, unless one is under way; in the end the focus goes back to the button that has opened it. */
export function openTour(store: Store, button: HTMLElement): void {
  if (!store.isTouring.peek()) {
    new Tour(store, () => button.focus()).open();
  }
}
