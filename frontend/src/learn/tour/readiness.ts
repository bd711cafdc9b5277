/** Whether what a stop speaks of has been loaded. */

import { effect } from "@preact/signals";
import { wantedNeighbors } from "../../store/neighbors";
import type { Store } from "../../store/state";
import type { TourFacts } from "./facts";
import type { Move, Need } from "./moves";

/** Whether the page shows what the move asked for. Reads signals: an effect around it runs again when that may have changed. */
export function isReady(store: Store, move: Move, facts: TourFacts): boolean {
  return isShown(store, move, facts) && (move.need !== "neighbors" || hasNeighbors(store));
}

/** Whether there is a picture, and a time axis to move along, whatever is still asked about it. */
export function isShown(store: Store, move: Move, facts: TourFacts): boolean {
  return store.status.value === "ready" && HAS[move.need](store, move, facts);
}

const HAS: Readonly<Record<Need, (store: Store, move: Move, facts: TourFacts) => boolean>> = {
  clouds: hasClouds,
  neighbors: hasClouds,
  weights: (store, _, { run }) => loaded(store, run).weights > 0,
  change: (store, _, { run }) => {
    const { weights, reach, isComplete } = loaded(store, run);
    return weights > 0 && (isComplete || reach);
  },
  gradients: (store, _, { run }) => {
    const { gradients, isComplete } = loaded(store, run);
    return isComplete || gradients > 0;
  },
  statistics: (store, _, { run }) => loaded(store, run).statistics > 0,
};

/** Of all the runs that are to be seen. */
function hasClouds(store: Store, { choices }: Move): boolean {
  const clouds = store.clouds.value;
  const wanted = store.shownRuns.value.filter((run) => run.clouds.includes(clouds?.parameter ?? ""));
  const isOfParameter = choices.parameter === undefined || clouds?.parameter === choices.parameter;
  return clouds !== null && isOfParameter && clouds.histories.length >= wanted.length;
}

/** The answer for the step that is shown, or why there is none; what was known before stands until then. */
function hasNeighbors(store: Store): boolean {
  const wanted = wantedNeighbors(store);
  return wanted === null || JSON.stringify(store.network.neighborhood.value?.of) === JSON.stringify(wanted);
}

/** How much of a run's parameters is there, and whether that reaches from its first snapshot to its last. */
function loaded(
  { network }: Store,
  name: string,
): {
  readonly statistics: number;
  readonly weights: number;
  readonly gradients: number;
  readonly reach: boolean;
  readonly isComplete: boolean;
} {
  const history = network.histories.value?.find(({ run }) => run.name === name);
  const { statistics = [], weights = [], gradients = [] } = history ?? {};
  const steps = history?.run.steps ?? [];
  return {
    statistics: statistics.length,
    weights: weights.length,
    gradients: gradients.length,
    reach: weights.length > 1 && weights[0]?.step === steps[0] && weights.at(-1)?.step === steps.at(-1),
    isComplete: !network.isIncomplete.value && weights.length > 0,
  };
}

/** Waits until something is so, at most so long; true where it is. Also ends when it is given up. */
export function until(isSo: () => boolean, longestMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined;
    let isOver = false;
    const end = (result: boolean): void => {
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
      stop?.();
      resolve(result);
    };
    const giveUp = (): void => end(false);
    const timer = Number.isFinite(longestMs) ? setTimeout(giveUp, longestMs) : undefined;
    signal.addEventListener("abort", giveUp);
    stop = effect(() => {
      if (!isOver && isSo()) {
        end(true);
      }
    });
    if (isOver) {
      stop();
    }
    if (signal.aborted && !isOver) {
      giveUp();
    }
  });
}
