/** What the page came through by itself: it is told for a while, since the picture does not show it. */

import { type Signal, signal } from "@preact/signals";
import type { RunInfo } from "../answers";
import { newestStartMs } from "./sessions";

/** Long enough to be read by somebody who looked elsewhere. */
export const TOLD_MS = 20_000;

/** The graphics driver took the picture away and gave it back, or runs were logged anew over what they had. */
export type Recovery = { readonly of: "graphics" } | { readonly of: "runs"; readonly names: readonly string[] };

/** The beginning of what a run had. */
interface Beginning {
  readonly firstStep: number;
  readonly startMs: number;
}

export class RecoveryStore {
  /** The latest; null once it has been told for long enough. */
  readonly latest: Signal<Recovery | null> = signal(null);
  private readonly beginnings = new Map<string, Beginning>();

  /** Whether any run was shown that had steps, though it may be gone by now. */
  get hasSeenRuns(): boolean {
    return this.beginnings.size > 0;
  }

  tell(recovery: Recovery): void {
    this.latest.value = recovery;
    setTimeout(() => {
      if (this.latest.peek() === recovery) {
        this.latest.value = null;
      }
    }, TOLD_MS);
  }

  /** Takes note of the shown runs, and tells of those that were logged anew; in between they may not have been there. */
  watch(shown: readonly RunInfo[]): void {
    const names = shown.filter((run) => isLoggedAnew(this.beginnings.get(run.name), run)).map(({ name }) => name);
    if (names.length > 0) {
      this.tell({ of: "runs", names });
    }
    for (const { name, steps, sessions } of shown) {
      if (steps[0] !== undefined) {
        this.beginnings.set(name, { firstStep: steps[0], startMs: newestStartMs(sessions) });
      }
    }
  }
}

/** Whether nothing is left of what a run had: a resumed training keeps what it had before its first new step. */
function isLoggedAnew(before: Beginning | undefined, { sessions }: RunInfo): boolean {
  const newest = sessions.at(-1);
  return (
    before !== undefined &&
    newest !== undefined &&
    newest.start_ms !== before.startMs &&
    newest.first_step <= before.firstStep
  );
}
