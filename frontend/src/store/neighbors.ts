/** The nearest neighbours of the selected row at the shown step: asked for a moment after both have come to rest. */

import type { RunInfo } from "../answers";
import { type Api, isLasting, type NeighborsRequest } from "../api";
import type { Disposable } from "../disposables";
import { askAtRest } from "./asked_at_rest";
import { nearestIndex } from "./charts/map_layout";
import { findParameter } from "./inspection/subject";
import { refusalOf } from "./refusal";
import type { Store } from "./state";

/** What to ask for; null where no row is selected, or its run does not log the rows of its parameter. */
export function wantedNeighbors(store: Store): NeighborsRequest | null {
  const { selected } = store.choices.value;
  const run = store.shownRuns.value.find(({ name }) => name === selected?.run);
  if (selected === null || selected.row === null || run === undefined) {
    return null;
  }
  const parameter = run.parameters[findParameter(run, selected.parameter)]?.name;
  if (parameter === undefined || !run.clouds.includes(parameter)) {
    return null;
  }
  const steps = stepsWithRows(store, run, parameter);
  const step = steps[nearestIndex(steps, store.stepOn(steps))];
  return step === undefined ? null : { run: run.name, parameter, row: selected.row, step };
}

/** Steps at which rows of a parameter are at hand; all of the run's steps until it is known when they were logged. */
export function stepsWithRows(store: Store, run: RunInfo, parameter: string): readonly number[] {
  const { name, steps } = run;
  if (run.full_width !== undefined) {
    // Where there are none the answer says so.
    return run.full_width.find((one) => one.parameter === parameter)?.steps ?? steps;
  }
  const clouds = store.clouds.value;
  const cloud = clouds?.parameter === parameter ? clouds.histories.find((history) => history.run === name) : undefined;
  const loaded = cloud?.snapshots.map(({ step }) => step) ?? [];
  return loaded.length > 0 ? loaded : steps;
}

/** Keeps the store's neighbourhood in step with what is selected; ends with `dispose`. */
export function followNeighbors(store: Store, api: Pick<Api, "neighbors">): Disposable {
  const { neighborhood } = store.network;
  return askAtRest<NeighborsRequest>(store, {
    wanted: () => wantedNeighbors(store),
    isHeld: () => store.isDragged.value || store.playhead.value.playing,
    drop: () => {
      neighborhood.value = null;
    },
    async ask(request, signal) {
      try {
        const neighbors = await api.neighbors(request, signal);
        if (!signal.aborted) {
          neighborhood.value = { of: request, neighbors, problem: null };
        }
        return "answered";
      } catch (error) {
        if (!signal.aborted) {
          neighborhood.value = { of: request, neighbors: [], problem: refusalOf(error) };
        }
        return isLasting(error) ? "refused" : "unanswered";
      }
    },
  });
}
