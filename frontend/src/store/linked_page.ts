/** The page as a link: what of it a link carries, and the page as a link has it. */

import type { Choices } from "./choices";
import type { Link } from "./link";
import type { LinkedSurroundings } from "./link_surroundings";
import type { Focus } from "./network/state";
import { movePlayhead } from "./playhead";
import { createStore, type Store } from "./state";

/** A page as a link has it, with nothing loaded; `choices` are those of the link, and what a browser remembers. */
export function createLinkedStore(link: Link, choices: Partial<Choices>): Store {
  const store = createStore(choices, link.step);
  const { speed, pane, isTableOpen, modules, place } = link;
  store.camera.value = link.camera ?? null;
  store.rightPane.value = pane ?? null;
  store.isComparisonOpen.value = isTableOpen ?? null;
  store.network.focus.value = place ?? null;
  store.network.navigation.opened.value = modules ?? new Map();
  if (speed !== undefined) {
    movePlayhead(store, { speed });
  }
  return store;
}

/** What the address carries, so that the page is the same after a reload; who follows a run goes on to follow it. */
export function linkOf(store: Store): Link {
  const { step, follow, playing } = store.playhead.value;
  const isAtRest = !(follow || playing) && store.status.value === "ready";
  return { choices: store.choices.value, ...(isAtRest ? { step } : {}), ...cameraOf(store), ...surroundingsOf(store) };
}

/** What somebody else needs to see the same: also the runs that the page has chosen by itself, and, unless it is to follow, the step. */
export function sharedLinkOf(store: Store, step: number | null): Link {
  const { choices } = store;
  return {
    choices: { ...choices.value, runsAreChosen: true },
    ...(step === null ? {} : { step }),
    ...cameraOf(store),
    ...surroundingsOf(store),
  };
}

function cameraOf({ camera }: Store): Pick<Link, "camera"> {
  return camera.value === null ? {} : { camera: camera.value };
}

function surroundingsOf(store: Store): LinkedSurroundings {
  const { speed } = store.playhead.value;
  const { opened, place } = store.network.navigation;
  const pane = store.rightPane.value;
  const isTableOpen = store.isComparisonOpen.value;
  const { selected } = store.choices.value;
  const isElsewhere = place.value !== null && !isSelected(place.value, selected);
  return {
    ...(speed === 1 ? {} : { speed }),
    ...(pane === null ? {} : { pane }),
    ...(isTableOpen === null ? {} : { isTableOpen }),
    ...(opened.value.size === 0 ? {} : { modules: opened.value }),
    ...(isElsewhere && place.value !== null ? { place: place.value } : {}),
  };
}

function isSelected({ path, part }: Focus, selected: Choices["selected"]): boolean {
  return selected !== null && path === selected.parameter && part === selected.part;
}
