/** Takes what a user has before them, and gives it back as it was. */

import { batch } from "@preact/signals";
import type { Choices, View } from "../../store/choices";
import type { Opened } from "../../store/navigation/rows";
import type { Focus } from "../../store/network/state";
import type { Playhead } from "../../store/playback";
import type { Store } from "../../store/state";
import type { RightPaneName } from "../../store/surfaces";

export interface Kept {
  readonly choices: Choices;
  readonly playhead: Playhead;
  readonly camera: readonly number[] | null;
  readonly parkedCameras: ReadonlyMap<View, readonly number[] | null>;
  readonly rightPane: RightPaneName | null;
  readonly isSideOpen: boolean;
  readonly isComparisonOpen: boolean | null;
  readonly focus: Focus | null;
  /** Where the breadcrumbs were. */
  readonly place: Focus | null;
  readonly opened: Opened;
}

/** All that a tour changes. */
export function keep(store: Store): Kept {
  return {
    choices: store.choices.peek(),
    playhead: store.playhead.peek(),
    camera: store.camera.peek(),
    parkedCameras: new Map(store.parkedCameras),
    rightPane: store.rightPane.peek(),
    isSideOpen: store.isSideOpen.peek(),
    isComparisonOpen: store.isComparisonOpen.peek(),
    focus: store.network.focus.peek(),
    place: store.network.navigation.place.peek(),
    opened: store.network.navigation.opened.peek(),
  };
}

/** Puts everything back. */
export function restore(store: Store, kept: Kept): void {
  restorePlace(store, kept);
  batch(() => {
    store.parkedCameras.clear();
    for (const [view, camera] of kept.parkedCameras) {
      store.parkedCameras.set(view, camera);
    }
    store.rightPane.value = kept.rightPane;
    store.isSideOpen.value = kept.isSideOpen;
    store.isComparisonOpen.value = kept.isComparisonOpen;
    store.network.navigation.opened.value = kept.opened;
    store.hover.value = null;
    store.network.hover.value = null;
    store.playhead.value = kept.playhead;
  });
  // A camera that stands somewhere takes no other place by itself: first it has to be free.
  store.camera.value = null;
  store.camera.value = kept.camera;
}

/** Breadcrumbs name what was chosen last, of the selection and of what was flown to: that comes last here, too. */
function restorePlace(store: Store, { choices, focus, place }: Kept): void {
  const { network } = store;
  const choose = (): void => {
    store.choices.value = choices;
  };
  const aim = (): void => {
    network.focus.value = focus;
  };
  for (const change of place === focus ? [choose, aim] : [aim, choose]) {
    change();
    network.navigation.place.peek();
  }
}
