/** Where the playhead stands still: what takes the server's time is asked for only there. */

import { effect } from "@preact/signals";
import { type Disposable, DisposableStore } from "../disposables";
import type { Store } from "./state";

/** So long a playhead stands still before it rests. */
export const REST_MS = 250;

/**
 * Keeps the step at which the playhead rests, infinity where that is the newest, whichever it will be. While it plays, or the
 * user holds it, the last one stands.
 */
export function followRest({ playhead, isDragged, restingStep }: Store): Disposable {
  const disposables = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  disposables.defer(
    effect(() => {
      const { step, playing, follow } = playhead.value;
      clearTimeout(timer);
      if (!(playing || isDragged.value)) {
        timer = setTimeout(() => {
          restingStep.value = follow ? Number.POSITIVE_INFINITY : step;
        }, REST_MS);
      }
    }),
  );
  disposables.defer(() => clearTimeout(timer));
  return disposables;
}
