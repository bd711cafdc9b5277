/** Takes what the server has answered into the store. */

import { batch } from "@preact/signals";
import type { RunInfo } from "../answers";
import type { Clouds } from "./history";
import { leavePlace } from "./navigation/actions";
import { hasPlace } from "./navigation/presence";
import type { NetworkHistory } from "./network/history";
import { keepOnAxis } from "./playhead";
import { withPlaces } from "./run_colors";
import { newlyChosen } from "./selection";
import { choose, type Store } from "./state";

/** Takes over the server's list of runs; until the user chooses, the first two that appear are shown. */
export function receiveRuns(store: Store, runs: readonly RunInfo[]): void {
  batch(() => {
    const shown = store.shownRuns.peek();
    store.runs.value = runs;
    store.runPlaces.value = withPlaces(
      store.runPlaces.peek(),
      runs.map(({ name }) => name),
    );
    const chosen = newlyChosen(runs, store.choices.value);
    if (chosen !== store.choices.value.runs) {
      choose(store, { runs: chosen });
    }
    store.recovery.tellOfGone(shown, runs);
    store.recovery.watch(store.shownRuns.peek(), Date.now());
  });
}

/** Takes over clouds that were loaded, and brings the playhead onto their axis. */
export function receiveClouds(store: Store, clouds: Clouds, jump: boolean): void {
  batch(() => {
    store.clouds.value = clouds;
    if (store.choices.value.view === "embeddings") {
      keepOnAxis(store, jump);
    }
  });
}

/**
 * Takes over histories of parameters that were loaded, and brings the playhead onto their axis. A place that was in sight
 * and is in none of them is left: the camera would see nothing there.
 */
export function receiveNetwork(store: Store, histories: readonly NetworkHistory[]): void {
  batch(() => {
    const held = store.network.histories.peek() ?? [];
    const wasEmpty = held.length === 0;
    const place = store.network.navigation.place.peek();
    if (!wasEmpty && place !== null && !hasPlace(histories, place)) {
      leavePlace(store);
    }
    store.network.histories.value = histories;
    if (store.choices.value.view !== "embeddings") {
      keepOnAxis(store, wasEmpty);
    }
  });
}
