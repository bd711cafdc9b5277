/** Keys that work wherever the focus is, unless it is on something that wants them itself. */

import { tinykeys } from "tinykeys";
import type { Disposable } from "../disposables";
import { neighboringStep } from "../store/axis";
import { scrub, togglePlay } from "../store/playhead";
import type { Store } from "../store/state";
import { navigationKeys } from "./navigation/keys";

const OWNERS = "input, select, textarea, button, [role=slider], [role=switch], [role=tab], [role=tree]";

/** A radio button that is chosen has no use for the space bar. */
const CHOSEN = "[type=radio]:checked";

/** Space plays; arrows go to the neighbouring snapshot, Home and End to the first and the last. */
export function listenToKeys(store: Store): Disposable {
  const unlessOwned =
    (action: () => void) =>
    (event: KeyboardEvent): void => {
      const isOwned = event.target instanceof Element && event.target.closest(OWNERS) !== null;
      if (!isOwned) {
        event.preventDefault();
        action();
      }
    };
  const bindings = [...stepKeys(store)].map(([key, action]) => [key, unlessOwned(action)] as const);
  const play = (event: KeyboardEvent): void => {
    const isChosen = event.target instanceof Element && event.target.matches(CHOSEN);
    if (isChosen) {
      event.preventDefault();
      togglePlay(store);
    } else {
      unlessOwned(() => togglePlay(store))(event);
    }
  };
  const stop = tinykeys(window, { Space: play, ...Object.fromEntries([...bindings, ...navigationKeys(store)]) });
  return { dispose: stop };
}

/** The keys of the timeline, by their names. */
export function stepKeys(store: Store): ReadonlyMap<string, () => void> {
  const go = (direction: -1 | 1): void =>
    scrub(store, neighboringStep(store.loggedSteps.peek(), store.playhead.peek().step, direction));
  return new Map([
    ["ArrowLeft", () => go(-1)],
    ["ArrowRight", () => go(1)],
    ["Home", () => scrub(store, store.domain.peek().first)],
    ["End", () => scrub(store, store.domain.peek().last)],
  ]);
}
