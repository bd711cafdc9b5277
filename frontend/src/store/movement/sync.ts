/** How the rows moved in the chosen interval: asked for a moment after the playhead has come to rest. */

import { type Api, isLasting, type MovementRequest } from "../../api";
import type { Disposable } from "../../disposables";
import { askAtRest, type Outcome } from "../asked_at_rest";
import { spanOf } from "../comparison/alignment";
import { stepsWithRows } from "../neighbors";
import { refusalOf } from "../refusal";
import type { Store } from "../state";
import { type Interval, intervalOnRun, nearestInterval } from "./interval";
import type { KnownMovement } from "./state";
import { neededValue } from "./values";

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

  async function askFor(request: MovementRequest, signal: AbortSignal): Promise<Outcome> {
    let outcome: Outcome = "answered";
    const answer = await api.movement(request, signal).then(
      (found): KnownMovement => ({ of: request, found, problem: null }),
      (error: unknown): KnownMovement => {
        outcome = isLasting(error) ? "refused" : "unanswered";
        return { of: request, found: null, problem: refusalOf(error) };
      },
    );
    if (!signal.aborted) {
      answers.value = new Map([...answers.peek(), [request.run, answer]]);
    }
    return outcome;
  }

  function isKnown(request: MovementRequest): boolean {
    const known = answers.peek().get(request.run);
    return known !== undefined && known.problem === null && JSON.stringify(known.of) === JSON.stringify(request);
  }

  return askAtRest<Wanted>(store, {
    wanted: () => wantedMovement(store),
    async ask({ interval, requests }, signal) {
      const names = new Set(requests.map(({ run }) => run));
      rested.value = interval;
      answers.value = new Map([...answers.peek()].filter(([run]) => names.has(run)));
      const unknown = requests.filter((one) => !isKnown(one));
      const outcomes = await Promise.all(unknown.map((request) => askFor(request, signal)));
      const worst = (["unanswered", "refused"] as const).find((one) => outcomes.includes(one));
      return worst ?? "answered";
    },
  });
}
