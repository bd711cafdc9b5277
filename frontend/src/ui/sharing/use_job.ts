import { type Signal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { Progress, Work } from "../../sharing/job";

export type JobState =
  | { readonly name: "idle" }
  | { readonly name: "working"; readonly progress: Progress | null }
  | { readonly name: "done" }
  | { readonly name: "failed"; readonly error: unknown };

export interface Job {
  readonly state: Signal<JobState>;
  /** Starts work; what was under way is given up. */
  start(work: Work): void;
  cancel(): void;
}

/** Work of a dialog; it is given up when the dialog closes. */
export function useJob(): Job {
  const state = useSignal<JobState>({ name: "idle" });
  const controller = useRef<AbortController | null>(null);
  const cancel = useCallback(() => {
    controller.current?.abort();
    controller.current = null;
    state.value = { name: "idle" };
  }, [state]);
  useEffect(() => cancel, [cancel]);
  const start = useCallback(
    (work: Work) => {
      cancel();
      const mine = new AbortController();
      controller.current = mine;
      const show = (next: JobState): void => {
        if (!mine.signal.aborted) {
          state.value = next;
        }
      };
      show({ name: "working", progress: null });
      work((progress) => show({ name: "working", progress }), mine.signal).then(
        () => show({ name: "done" }),
        (error: unknown) => show({ name: "failed", error }),
      );
    },
    [cancel, state],
  );
  return { state, start, cancel };
}
