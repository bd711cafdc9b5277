/** Brings scalars and phases of the shown runs, anew where a run has new steps. */

import type { RunInfo, ScalarSeries, ScalarTags } from "../../answers";
import { type Api, isLasting, isOutOfReach } from "../../api";
import { forgetOthers, withoutOthers } from "../forget";
import { retryPauseMs } from "../retry_pause";
import { newestStartMs } from "../sessions";
import type { Store } from "../state";
import type { RunTime } from "./state";

/** Phases take longer to find than anything else that is polled. */
export const PHASES_INTERVAL_MS = 10_000;

interface Asked {
  /** Of the run, when it was asked. */
  readonly moment: string;
  readonly scalar: string | null;
  readonly phasesMs: number;
  /** The moment of the phases that are known. */
  readonly phasesMoment: string;
}

/** What a run could not be given, though it may have it. */
interface Missed {
  readonly problem: unknown;
  readonly failures: number;
  readonly untilMs: number;
}

/** Loads what is new of the shown runs' time, one run after the other; what a run refuses it does not have. */
export class TimelineSync {
  private readonly asked = new Map<string, Asked>();
  private readonly missed = new Map<string, Missed>();

  constructor(
    private readonly store: Store,
    private readonly api: Api,
  ) {}

  /**
   * Resolves when all is there that is due, to what is wrong with any of it, or null: that is asked for again, after pauses
   * that grow, and what was known stands until then. Rejects where the server does not answer.
   */
  async load(signal: AbortSignal): Promise<unknown> {
    const { timeline, shownRuns, choices } = this.store;
    this.forgetOthers();
    const nowMs = performance.now();
    for (const run of shownRuns.peek().filter(({ name }) => nowMs >= (this.missed.get(name)?.untilMs ?? 0))) {
      const { scalar } = choices.peek();
      const known = timeline.times.peek().get(run.name);
      // biome-ignore lint/performance/noAwaitInLoops: one after the other, so that the picture's requests find the server free
      const { time, problem } = await this.loadRun(run, scalar, known, signal);
      if (signal.aborted) {
        return null;
      }
      this.note(run.name, problem);
      if (time !== known && time !== undefined) {
        timeline.times.value = new Map(timeline.times.peek()).set(run.name, time);
      }
    }
    const names = shownRuns.peek().map(({ name }) => name);
    return names.map((name) => this.missed.get(name)?.problem).find((problem) => problem !== undefined) ?? null;
  }

  private forgetOthers(): void {
    const { timeline, shownRuns } = this.store;
    const shown = new Set(shownRuns.peek().map(({ name }) => name));
    forgetOthers(this.asked, shown);
    forgetOthers(this.missed, shown);
    timeline.times.value = withoutOthers(timeline.times.peek(), shown);
  }

  private note(run: string, problem: unknown): void {
    if (problem === null) {
      this.missed.delete(run);
      return;
    }
    const failures = (this.missed.get(run)?.failures ?? 0) + 1;
    this.missed.set(run, { problem, failures, untilMs: performance.now() + retryPauseMs(failures) });
  }

  private async loadRun(
    run: RunInfo,
    scalar: string | null,
    known: RunTime | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly time: RunTime | undefined; readonly problem: unknown }> {
    const moment = `${newestStartMs(run.sessions)} ${run.steps.length} ${run.steps.at(-1)}`;
    const asked = this.asked.get(run.name);
    const nowMs = performance.now();
    const wantsPhases =
      asked === undefined || (asked.phasesMoment !== moment && nowMs - asked.phasesMs >= PHASES_INTERVAL_MS);
    const wantsScalar = asked?.moment !== moment || asked.scalar !== scalar;
    if (!(wantsPhases || wantsScalar)) {
      return { time: known, problem: null };
    }
    const nothing = { ...NOTHING, ...known };
    const scalars =
      wantsScalar || known === undefined
        ? await attempt<Pick<RunTime, "tags" | "series">>(
            this.loadScalar(run.name, scalar, signal),
            { tags: NO_SCALARS, series: null },
            nothing,
          )
        : { answer: known, problem: null };
    const report = wantsPhases
      ? await attempt<RunTime["report"]>(this.api.phases(run.name, signal), null, nothing.report)
      : { answer: nothing.report, problem: null };
    // What was missed is asked for again.
    this.asked.set(run.name, {
      moment: scalars.problem === null ? moment : "",
      scalar,
      ...(wantsPhases && report.problem === null
        ? { phasesMs: nowMs, phasesMoment: moment }
        : { phasesMs: asked?.phasesMs ?? Number.NEGATIVE_INFINITY, phasesMoment: asked?.phasesMoment ?? "" }),
    });
    const { tags, series } = scalars.answer;
    return { time: { tags, series, report: report.answer }, problem: scalars.problem ?? report.problem };
  }

  private async loadScalar(
    run: string,
    scalar: string | null,
    signal: AbortSignal,
  ): Promise<Pick<RunTime, "tags" | "series">> {
    const tags = await this.api.scalarTags(run, signal);
    const tag = scalar ?? tags.loss;
    const series: ScalarSeries | null =
      tag === null || !tags.tags.includes(tag) ? null : await this.api.scalar(run, tag, signal);
    return { tags, series };
  }
}

const NO_SCALARS: ScalarTags = { tags: [], loss: null };
const NOTHING: RunTime = { tags: NO_SCALARS, series: null, report: null };

interface Attempt<T> {
  readonly answer: T;
  /** Why it is not what was asked for, though it may be the next time; else null. */
  readonly problem: unknown;
}

/** An answer; `absent` where it is not there at all, `known` where it cannot be had. Rejects where nobody answers. */
async function attempt<T>(answer: Promise<T>, absent: T, known: T): Promise<Attempt<T>> {
  try {
    return { answer: await answer, problem: null };
  } catch (error) {
    if (isOutOfReach(error)) {
      throw error;
    }
    return isLasting(error) ? { answer: absent, problem: null } : { answer: known, problem: error };
  }
}
