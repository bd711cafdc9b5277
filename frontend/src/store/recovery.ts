/** What the page came through by itself: it is told for a while, since the picture does not show it. */

import { type Signal, signal } from "@preact/signals";
import type { RunInfo } from "../answers";
import { newestStartMs } from "./sessions";
import { MINUTE_MS } from "./timeline/age";
import { TrainingClocks } from "./timeline/clocks";

/** Long enough to be read by somebody who looked elsewhere. */
export const TOLD_MS = 20_000;

/** So long without a list of runs is no pause between two polls: nobody looked, the machine slept, or nothing answered. */
export const ABSENCE_MS = 2 * MINUTE_MS;

/**
 * The graphics driver took the picture away and gave it back, runs were logged anew over what they had, something more of
 * them could not be written or read, the clocks of their trainings were set back, runs are gone while others are there, or
 * steps came after a long absence.
 */
export type Recovery =
  | { readonly of: "graphics" }
  | RunRecovery
  | { readonly of: "absence"; readonly absentMs: number; readonly newSteps: number };

interface RunRecovery {
  readonly of: "runs" | "problems" | "clock" | "gone";
  readonly names: readonly string[];
}

/** What a run had: where it began and ended, and how many problems. */
interface Seen {
  readonly firstStep: number;
  readonly lastStep: number;
  readonly startMs: number;
  readonly problems: number;
}

export class RecoveryStore {
  /** The latest; null once it has been told for long enough. */
  readonly latest: Signal<Recovery | null> = signal(null);
  readonly clocks = new TrainingClocks();
  private readonly seen = new Map<string, Seen>();
  private watchedMs: number | null = null;

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
   * Takes note of the shown runs, and tells of the gravest that is new: runs were logged anew (in between they may not
   * have been there), have new problems, their clocks were set back, something came after a long absence.
   */
  watch(shown: readonly RunInfo[], nowMs: number): void {
    this.tellOfAbsence(shown, nowMs);
    this.tellOfRuns("clock", this.clocks.watch(shown, nowMs));
    this.tellOf("problems", shown, hasNewProblems);
    this.tellOf("runs", shown, isLoggedAnew);
    for (const { name, steps, sessions, problems } of shown) {
      const [firstStep, lastStep] = [steps[0], steps.at(-1)];
      if (firstStep !== undefined && lastStep !== undefined) {
        this.seen.set(name, { firstStep, lastStep, startMs: newestStartMs(sessions), problems: problems.length });
      }
    }
  }

  /** Tells of runs that were shown and are not there any more; where none is left, the picture's place says so. */
  tellOfGone(shown: readonly RunInfo[], now: readonly RunInfo[]): void {
    const names = new Set(now.map(({ name }) => name));
    const gone = shown.filter(({ name }) => !names.has(name)).map(({ name }) => name);
    this.tellOfRuns("gone", names.size === 0 ? [] : gone);
  }

  private tellOfAbsence(shown: readonly RunInfo[], nowMs: number): void {
    const absentMs = nowMs - (this.watchedMs ?? nowMs);
    this.watchedMs = nowMs;
    if (absentMs >= ABSENCE_MS) {
      const newSteps = shown.reduce((sum, run) => sum + stepsAfter(run, this.seen.get(run.name)), 0);
      if (newSteps > 0) {
        this.tell({ of: "absence", absentMs, newSteps });
      }
    }
  }

  private tellOf(what: "runs" | "problems", shown: readonly RunInfo[], isSo: (before: Seen, run: RunInfo) => boolean) {
    const changed = shown.filter((run) => {
      const before = this.seen.get(run.name);
      return before !== undefined && isSo(before, run);
    });
    this.tellOfRuns(
      what,
      changed.map(({ name }) => name),
    );
  }

  private tellOfRuns(what: RunRecovery["of"], names: readonly string[]): void {
    if (names.length > 0) {
      this.tell({ of: what, names });
    }
  }
}

/** Whether nothing is left of what a run had: a resumed training keeps what it had before its first new step. */
function isLoggedAnew(before: Seen, { sessions }: RunInfo): boolean {
  const newest = sessions.at(-1);
  return newest !== undefined && newest.start_ms !== before.startMs && newest.first_step <= before.firstStep;
}

/**
 * Whether a run has more problems: the words of those that it has may change with each step. What cannot be read at all
 * for a moment has no steps either.
 */
function hasNewProblems(before: Seen, { steps, problems }: RunInfo): boolean {
  return steps.length > 0 && problems.length > before.problems;
}

/** How many steps a run has that it had not; none of one that was not there. */
function stepsAfter({ steps }: RunInfo, before: Seen | undefined): number {
  return before === undefined ? 0 : steps.filter((step) => step > before.lastStep).length;
}
