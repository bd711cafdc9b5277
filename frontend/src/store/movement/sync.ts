/** How the rows moved in the chosen interval: asked for a moment after the playhead has come to rest. */

import { effect } from "@preact/signals";
import { type Api, isLasting, type MovementRequest } from "../../api";
import type { Disposable } from "../../disposables";
import { spanOf } from "../comparison/alignment";
import { stepsWithRows } from "../neighbors";
import { refusalOf } from "../refusal";
import { retryPauseMs } from "../retry_pause";
import type { Store } from "../state";
import { type Interval, intervalOnRun, nearestInterval } from "./interval";
import type { KnownMovement } from "./state";
import { neededValue } from "./values";

export const MOVEMENT_DELAY_MS = 250;
/** So many of the rows that moved farthest are listed for each run. */
export const LISTED_ROWS = 8;

interface Wanted {
  readonly interval: Interval;
  readonly requests: readonly MovementRequest[];
}

/** What to ask for; null while nobody wants to know, the film plays, or the user holds the playhead. */
export function wantedMovement(store: Store): Wanted | null {
  if (!store.movement.isNeeded.value || store.playhead.value.playing || store.isDragged.value) {
    return null;
  }
  const interval = store.movement.interval.value;
  const parameter = store.parameter.value;
  const { view, colorBy } = store.choices.value;
  const values = view === "embeddings" ? neededValue(colorBy) : undefined;
  const colored = values === undefined ? {} : { values };
  const requests = store.shownRuns.value.flatMap((run): MovementRequest[] => {
    if (parameter === null || !run.clouds.includes(parameter)) {
      return [];
    }
    const steps = stepsWithRows(store, run, parameter);
    const its = nearestInterval(steps, intervalOnRun(store.laid(spanOf(steps)), interval));
    return its === null ? [] : [{ run: run.name, parameter, ...its, limit: LISTED_ROWS, ...colored }];
  });
  return { interval, requests };
}

/** Keeps the store's answers in step with the interval; ends with `dispose`. */
export function followMovement(store: Store, api: Pick<Api, "movement">): Disposable {
  const { answers, rested } = store.movement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  let key = "";
  let failures = 0;

  /** Resolves to whether there is an answer, or will never be one. */
  async function ask(request: MovementRequest, signal: AbortSignal): Promise<boolean> {
    let isDone = true;
    const answer = await api.movement(request, signal).then(
      (found): KnownMovement => ({ of: request, found, problem: null }),
      (error: unknown): KnownMovement => {
        isDone = isLasting(error);
        return { of: request, found: null, problem: refusalOf(error) };
      },
    );
    if (!signal.aborted) {
      answers.value = new Map([...answers.peek(), [request.run, answer]]);
      if (answer.problem !== null) {
        // Asks again when anything changes: the server may be back by then.
        key = "";
      }
    }
    return isDone;
  }

  function isKnown(request: MovementRequest): boolean {
    const known = answers.peek().get(request.run);
    return known !== undefined && known.problem === null && JSON.stringify(known.of) === JSON.stringify(request);
  }

  async function rest(wanted: Wanted, signal: AbortSignal): Promise<void> {
    const { interval, requests } = wanted;
    const names = new Set(requests.map(({ run }) => run));
    rested.value = interval;
    answers.value = new Map([...answers.peek()].filter(([run]) => names.has(run)));
    const unknown = requests.filter((one) => !isKnown(one));
    const areDone = await Promise.all(unknown.map((request) => ask(request, signal)));
    if (signal.aborted) {
      return;
    }
    failures = areDone.every(Boolean) ? 0 : failures + 1;
    if (failures > 0) {
      timer = setTimeout(() => retry(wanted, signal), retryPauseMs(failures));
    }
  }

  function retry(wanted: Wanted, signal: AbortSignal): void {
    if (store.visible.peek()) {
      void rest(wanted, signal);
    }
  }

  const stop = effect(() => {
    // On the way back what was missed meanwhile is asked for.
    if (!store.visible.value) {
      return;
    }
    const wanted = wantedMovement(store);
    const next = JSON.stringify(wanted);
    if (next === key) {
      return;
    }
    key = next;
    clearTimeout(timer);
    abort.abort();
    abort = new AbortController();
    if (wanted !== null) {
      const { signal } = abort;
      timer = setTimeout(() => void rest(wanted, signal), MOVEMENT_DELAY_MS);
    }
  });
  return {
    dispose: () => {
      stop();
      clearTimeout(timer);
      abort.abort();
    },
  };
}
