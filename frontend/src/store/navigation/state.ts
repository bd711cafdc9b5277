/** Where in the model one is, and what its tree of modules shows. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Choices, Selected } from "../choices";
import type { NetworkHistory } from "../network/history";
import type { Focus } from "../network/state";
import { ancestorsOf, EMPTY_TREE, type ModuleTree, moduleTree, nodeId } from "./modules";
import { hasPlace } from "./presence";
import type { Opened } from "./rows";

export interface NavigationStore {
  /** Of all runs, what passes the filters. */
  readonly tree: ReadonlySignal<ModuleTree>;
  /** What the user has opened and closed in it. */
  readonly opened: Signal<Opened>;
  /** What was selected or flown to last, where a shown run has it; null at the beginning. */
  readonly place: ReadonlySignal<Focus | null>;
}

/** What navigation is made from. */
export interface Surroundings {
  readonly histories: ReadonlySignal<readonly NetworkHistory[]>;
  readonly shown: ReadonlySignal<readonly ReadonlySet<number>[]>;
  readonly choices: ReadonlySignal<Choices>;
  readonly focus: ReadonlySignal<Focus | null>;
}

/** The navigation of a network that has nothing loaded yet. */
export function createNavigation({ histories, shown, choices, focus }: Surroundings): NavigationStore {
  const selected = computed(() => choices.value.selected);
  const latest = latestPlace(selected, focus);
  return {
    tree: latestTree(histories, shown),
    opened: signal<Opened>(new Map()),
    place: computed(() => {
      const isGone = latest.value !== null && histories.value.length > 0 && !hasPlace(histories.value, latest.value);
      return isGone ? null : latest.value;
    }),
  };
}

/** With the modules opened in which a parameter, or a part of it, is. */
export function revealed(opened: Opened, tree: ModuleTree, { parameter, part }: Selected): Opened {
  const closed = ancestorsOf(tree.roots, nodeId(parameter, part)).filter(({ id }) => opened.get(id) !== true);
  return closed.length === 0 ? opened : new Map([...opened, ...closed.map(({ id }) => [id, true] as const)]);
}

/** Snapshots arrive all the time; the tree depends on which parameters are shown, and they keep their sets. */
function latestTree(
  histories: Surroundings["histories"],
  shown: ReadonlySignal<readonly ReadonlySet<number>[]>,
): ReadonlySignal<ModuleTree> {
  let known: { readonly shown: readonly ReadonlySet<number>[]; readonly tree: ModuleTree } = {
    shown: [],
    tree: EMPTY_TREE,
  };
  return computed(() => {
    const sets = shown.value;
    const isKnown = sets.length === known.shown.length && sets.every((set, index) => set === known.shown[index]);
    if (!isKnown) {
      const runs = histories.value.map(({ run }, index) => ({
        parameters: run.parameters,
        shown: sets[index] ?? new Set<number>(),
      }));
      known = { shown: sets, tree: moduleTree(runs) };
    }
    return known.tree;
  });
}

/** The later of the two; what is no longer selected gives way to what was flown to. */
function latestPlace(
  selected: ReadonlySignal<Selected | null>,
  focus: ReadonlySignal<Focus | null>,
): ReadonlySignal<Focus | null> {
  let known: { readonly selected: Selected | null; readonly focus: Focus | null } = { selected: null, focus: null };
  let place: Focus | null = null;
  return computed(() => {
    const now = { selected: selected.value, focus: focus.value };
    if (now.selected !== known.selected) {
      place = now.selected === null ? now.focus : { path: now.selected.parameter, part: now.selected.part };
    }
    if (now.focus !== known.focus) {
      place = now.focus;
    }
    known = now;
    return place;
  });
}
