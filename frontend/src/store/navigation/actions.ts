/** What the user does to find the way: fly, select, step from slab to slab, take filters away. */

import { batch } from "@preact/signals";
import type { RunInfo } from "../../answers";
import type { Slab } from "../building/plan";
import { cellBeside, firstCell } from "../building/slabs";
import { KINDS, type Kind } from "../kinds";
import { selectedSlabs, selectionOf } from "../network/selection";
import type { Focus } from "../network/state";
import { choose, type Store } from "../state";
import { NO_FILTER } from "./filters";

/** All of the model. */
const WHOLE: Focus = { path: "", part: null };

/** The runs that the network and the charts show. */
export function runsWithParameters(store: Store): readonly RunInfo[] {
  return store.shownRuns.value.filter(({ parameters }) => parameters.length > 0);
}

/** Flies to a parameter, a part of it, or a module. */
export function flyTo(store: Store, { path, part }: Focus): void {
  store.network.focus.value = { path, part };
}

/** Selects a parameter, or a part of it, in the first run that has it, and flies there. */
export function visit(store: Store, { path, part }: Focus): void {
  const run = runsWithParameters(store).find(({ parameters }) => parameters.some(({ name }) => name === path));
  if (run !== undefined) {
    batch(() => {
      choose(store, { selected: { run: run.name, parameter: path, part, row: null, column: null } });
      flyTo(store, { path, part });
    });
  }
}

/** Flies to what is selected. */
export function flyToSelection(store: Store): void {
  const { selected } = store.choices.peek();
  if (selected !== null) {
    flyTo(store, { path: selected.parameter, part: selected.part });
  }
}

/** Lets the camera frame all of the picture. */
export function resetCamera(store: Store): void {
  batch(() => {
    store.camera.value = null;
    if (store.choices.peek().view !== "embeddings") {
      flyTo(store, WHOLE);
    }
  });
}

/** Lets the Network view frame all of the picture, also when it is opened later. */
export function leavePlace(store: Store): void {
  batch(() => {
    store.network.focus.value = null;
    store.parkedCameras.delete("network");
    if (store.choices.peek().view === "network") {
      store.camera.value = null;
    }
  });
}

/** Selects the next slab in the order of the building (1), or the one before (-1); from the last one on with the first. */
export function selectNeighbor(store: Store, direction: -1 | 1): void {
  const { selected } = store.choices.peek();
  const histories = store.network.histories.peek() ?? [];
  const number = Math.max(
    0,
    histories.findIndex((history) => history.run.name === selected?.run),
  );
  const slabs = distinct(store.network.plans.peek()[number]?.slabs ?? []);
  const run = histories[number]?.run.name;
  const at = slabs.findIndex(
    ({ name, part }) => name === selected?.parameter && (part === selected.part || selected.part === null),
  );
  const from = at < 0 && direction < 0 ? 0 : at;
  const slab = slabs.at((from + direction) % Math.max(1, slabs.length));
  if (run !== undefined && slab !== undefined) {
    choose(store, { selected: { run, parameter: slab.name, part: slab.part, row: null, column: null } });
  }
}

/**
 * Selects the cell so many cells beside the selected one, as the slab is seen, and no farther than its edge; where only a
 * slab is selected its upper left cell, and where nothing is, that of the first slab.
 */
export function selectNeighborCell(store: Store, beside: { readonly across: number; readonly down: number }): void {
  if (store.choices.peek().selected === null) {
    selectNeighbor(store, 1);
  }
  const { selected } = store.choices.peek();
  const number = (store.network.histories.peek() ?? []).findIndex(({ run }) => run.name === selected?.run);
  const history = store.network.histories.peek()?.[number];
  const plan = store.network.plans.peek()[number];
  if (history === undefined || plan === undefined) {
    return;
  }
  const slabs = selectedSlabs(history, plan, selected);
  const picked = slabs.find(({ cell }) => cell !== null) ?? slabs[0];
  const slab = plan.slabs[picked?.slab ?? -1];
  if (picked !== undefined && slab !== undefined) {
    const cell = picked.cell === null ? firstCell(slab) : cellBeside(slab, picked.cell, beside);
    choose(store, { selected: selectionOf(history, plan, { slab: picked.slab, ...cell }) });
  }
}

/** Shows a kind of parameters, or hides it. */
export function toggleKind(store: Store, kind: Kind): void {
  const hiddenKinds = new Set(store.choices.peek().hiddenKinds);
  if (!hiddenKinds.delete(kind)) {
    hiddenKinds.add(kind);
  }
  choose(store, { hiddenKinds });
}

/** Shows all kinds, or none. */
export function showKinds(store: Store, which: "all" | "none"): void {
  choose(store, { hiddenKinds: new Set(which === "all" ? [] : KINDS) });
}

/** Shows all parameters again. */
export function clearFilters(store: Store): void {
  choose(store, NO_FILTER);
}

/** A tied weight stands in the building twice; it is one stop on the way. */
function distinct(slabs: readonly Slab[]): readonly Slab[] {
  return [...new Map(slabs.map((slab) => [JSON.stringify([slab.name, slab.part]), slab])).values()];
}
