/** What the page came through by itself: it is told for a while, since the picture does not show it. */

import { type Signal, signal } from "@preact/signals";
import type { RunInfo } from "../answers";
import { newestStartMs } from "./sessions";

/** Long enough to be read by somebody who looked elsewhere. */
export const TOLD_MS = 20_000;

/**
 * The graphics driver took the picture away and gave it back, runs were logged anew over what they had, or something of
 * runs that were sound until then could not be written or read.
 */
export type Recovery =
  | { readonly of: "graphics" }
  | { readonly of: "runs" | "problems"; readonly names: readonly string[] };

/** What a run had: its beginning, and whether all of it was sound. */
interface Seen {
  readonly firstStep: number;
  readonly startMs: number;
  readonly isSound: boolean;
}

export class RecoveryStore {
  /** The latest; null once it has been told for long enough. */
  readonly latest: Signal<Recovery | null> = signal(null);
  private readonly seen = new Map<string, Seen>();

  /** Whether any run was shown that had steps, though it may be gone by now. */
  get hasSeenRuns(): boolean {
    return this.seen.size > 0;
  }

  tell(recovery: Recovery): void {
    this.latest.value = recovery;
    setTimeout(() => {
      if (this.latest.peek() === recovery) {
        this.latest.value = null;
      }
    }, TOLD_MS);
  }

  /**
   * Takes note of the shown runs, and tells of those that have new problems, and rather of those that were logged anew;
   * in between they may not have been there.
   */
  watch(shown: readonly RunInfo[]): void {
    this.tellOf("problems", shown, hasNewProblems);
    this.tellOf("runs", shown, isLoggedAnew);
    for (const { name, steps, sessions, problems } of shown) {
      if (steps[0] !== undefined) {
        const isSound = problems.length === 0;
        this.seen.set(name, { firstStep: steps[0], startMs: newestStartMs(sessions), isSound });
      }
    }
  }

  private tellOf(what: "runs" | "problems", shown: readonly RunInfo[], isSo: (before: Seen, run: RunInfo) => boolean) {
    const changed = shown.filter((run) => {
      const before = this.seen.get(run.name);
      return before !== undefined && isSo(before, run);
    });
    if (changed.length > 0) {
      this.tell({ of: what, names: changed.map(({ name }) => name) });
    }
  }
}

/** Whether nothing is left of what a run had: a resumed training keeps what it had before its first new step. */
function isLoggedAnew(before: Seen, { sessions }: RunInfo): boolean {
  const newest = sessions.at(-1);
  return newest !== undefined && newest.start_ms !== before.startMs && newest.first_step <= before.firstStep;
}

/**
 * Whether a run has its first problems: the words of those that it has may change with each step. What cannot be read at
 * all for a moment has no steps either.
 */
function hasNewProblems(before: Seen, { steps, problems }: RunInfo): boolean {
  return before.isSound && steps.length > 0 && problems.length > 0;
}
