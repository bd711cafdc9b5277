/** The clocks of trainings, where one is set back while the page follows: its data would seem old when they come. */

import type { RunInfo } from "../../answers";
import { newestStartMs } from "../sessions";
import { MINUTE_MS } from "./age";

/** What is looked at of a run. */
export type Dated = Pick<RunInfo, "name" | "steps" | "sessions" | "newest_ms">;

/** The newest step of a run, when it was logged by the clock of its training, and when the page first knew of it. */
interface Seen {
  readonly startMs: number;
  readonly step: number;
  readonly loggedMs: number;
  readonly arrivedMs: number;
  readonly isSetBack: boolean;
}

export class TrainingClocks {
  private readonly seen = new Map<string, Seen>();

  /**
   * Takes note of the runs as they are now.
   *
   * @returns the names of those whose clock was found set back: their newest step is another, and was logged more than a
   * minute before what came before it.
   */
  watch(runs: readonly Dated[], nowMs: number): readonly string[] {
    return runs.filter((run) => this.isJustSetBack(run, nowMs)).map(({ name }) => name);
  }

  /** When the newest step of a run was logged: by the clock of its training, or where that was set back, when it came. */
  loggedMs({ name, newest_ms: byTraining }: Pick<RunInfo, "name" | "newest_ms">): number | null {
    const seen = this.seen.get(name);
    return seen?.isSetBack ? seen.arrivedMs : byTraining;
  }

  private isJustSetBack({ name, steps, sessions, newest_ms: loggedMs }: Dated, nowMs: number): boolean {
    const step = steps.at(-1);
    const before = this.seen.get(name);
    const startMs = newestStartMs(sessions);
    if (step === undefined || loggedMs === null || (before?.step === step && before.startMs === startMs)) {
      return false;
    }
    const goesOn = before !== undefined && before.startMs === startMs && step > before.step;
    const isJustSetBack = goesOn && loggedMs < before.loggedMs - MINUTE_MS;
    const isSetBack = isJustSetBack || (goesOn && before.isSetBack);
    this.seen.set(name, { startMs, step, loggedMs, arrivedMs: nowMs, isSetBack });
    return isJustSetBack;
  }
}
