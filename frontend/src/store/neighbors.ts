/** The nearest neighbours of the selected row at the shown step: asked for a moment after both have come to rest. */

import { effect } from "@preact/signals";
import type { RunInfo } from "../answers";
import { type Api, isLasting, type NeighborsRequest } from "../api";
import type { Disposable } from "../disposables";
import { nearestIndex } from "./charts/map_layout";
import { findParameter } from "./inspection/subject";
import { refusalOf } from "./refusal";
import { retryPauseMs } from "./retry_pause";
import type { Store } from "./state";

export const NEIGHBORS_DELAY_MS = 250;

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
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  let key = "";
  let failures = 0;

  async function ask(request: NeighborsRequest, signal: AbortSignal): Promise<void> {
    try {
      const neighbors = await api.neighbors(request, signal);
      if (!signal.aborted) {
        failures = 0;
        store.network.neighborhood.value = { of: request, neighbors, problem: null };
      }
    } catch (error) {
      if (!signal.aborted) {
        store.network.neighborhood.value = { of: request, neighbors: [], problem: refusalOf(error) };
        // Asks again when anything changes, and by itself: the server may be back by then.
        key = "";
        failures += 1;
        if (!isLasting(error)) {
          timer = setTimeout(() => retry(request, signal), retryPauseMs(failures));
        }
      }
    }
  }

  function retry(request: NeighborsRequest, signal: AbortSignal): void {
    if (store.visible.peek()) {
      void ask(request, signal);
    }
  }

  const stop = effect(() => {
    // On the way back what was missed meanwhile is asked for.
    if (!store.visible.value || store.isDragged.value || store.playhead.value.playing) {
      return;
    }
    const wanted = wantedNeighbors(store);
    const next = JSON.stringify(wanted);
    if (next === key) {
      return;
    }
    key = next;
    clearTimeout(timer);
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    if (wanted === null) {
      store.network.neighborhood.value = null;
      return;
    }
    timer = setTimeout(() => void ask(wanted, signal), NEIGHBORS_DELAY_MS);
  });
  return {
    dispose: () => {
      stop();
      clearTimeout(timer);
      abort.abort();
    },
  };
}
