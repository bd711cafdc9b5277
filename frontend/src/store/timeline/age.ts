/** How old the newest data of the shown runs is. Pure. */

import type { RunInfo } from "../../answers";
import type { TrainingClocks } from "./clocks";

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The newest snapshot of a run. */
export interface Newest {
  readonly run: string;
  readonly step: number;
  /** Milliseconds since 1970, by the clock of the training as far as that is to be believed. */
  readonly loggedMs: number;
  readonly ageMs: number;
}

/**
 * The newest snapshot of each run of which it is known when it was logged, the youngest first. The clock of a training may
 * go before this one: its data are no younger than now. A day is no such difference, and nothing is told of such a run.
 */
export function youngestFirst(
  runs: readonly Pick<RunInfo, "name" | "steps" | "newest_ms">[],
  nowMs: number,
  clocks: Pick<TrainingClocks, "loggedMs">,
): readonly Newest[] {
  return runs
    .flatMap((run): Newest[] => {
      const step = run.steps.at(-1);
      const loggedMs = clocks.loggedMs(run);
      return step === undefined || loggedMs === null || loggedMs > nowMs + DAY_MS
        ? []
        : [{ run: run.name, step, loggedMs, ageMs: Math.max(0, nowMs - loggedMs) }];
    })
    .sort((a, b) => b.loggedMs - a.loggedMs);
}

/** After how long an age, told in its largest unit, is another one. */
export function untilOlderMs(ageMs: number): number {
  const unitMs = [DAY_MS, HOUR_MS, MINUTE_MS].find((unit) => ageMs >= unit) ?? SECOND_MS;
  // A timer longer than this is none; and a machine that slept wakes up to the truth before long.
  return Math.min(HOUR_MS, unitMs - (ageMs % unitMs));
}
