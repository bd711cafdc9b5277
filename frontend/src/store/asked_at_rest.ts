/** Asks the server for what is wanted a moment after that has come to rest, and again where there was no answer. */

import { effect } from "@preact/signals";
import type { Disposable } from "../disposables";
import { retryPauseMs } from "./retry_pause";
import type { Store } from "./state";

export const REST_MS = 250;

/** What became of a question: `unanswered` may be answered later, `refused` is not before something else is asked. */
export type Outcome = "answered" | "unanswered" | "refused";

export interface Question<T> {
  /** What is wanted now, as JSON can hold it; null: nothing. Whatever it reads is followed. */
  wanted(): T | null;
  /** Asks, and takes the answer in unless the signal says that it is too late. */
  ask(wanted: T, signal: AbortSignal): Promise<Outcome>;
  /** Nothing is wanted any more. */
  drop?(): void;
  /** Whether to leave everything as it is. */
  isHeld?(): boolean;
}

/** Keeps the answer in step with what is wanted while the page is in sight; ends with `dispose`. */
export function askAtRest<T>(store: Store, question: Question<T>): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  let key = "";
  let failures = 0;

  async function ask(wanted: T, signal: AbortSignal): Promise<void> {
    const outcome = await question.ask(wanted, signal);
    if (signal.aborted) {
      return;
    }
    if (outcome !== "answered") {
      // Asks again when anything changes, and perhaps by itself: the server may be back by then.
      key = "";
    }
    failures = outcome === "unanswered" ? failures + 1 : 0;
    if (failures > 0) {
      timer = setTimeout(() => retry(wanted, signal), retryPauseMs(failures));
    }
  }

  function retry(wanted: T, signal: AbortSignal): void {
    if (store.visible.peek()) {
      void ask(wanted, signal);
    }
  }

  const stop = effect(() => {
    // On the way back what was missed meanwhile is asked for.
    if (!store.visible.value || question.isHeld?.() === true) {
      return;
    }
    const wanted = question.wanted();
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
      question.drop?.();
    } else {
      timer = setTimeout(() => void ask(wanted, signal), REST_MS);
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
