/** Brings scalars and phases of the shown runs, anew where a run has new steps. */

import type { RunInfo, ScalarSeries, ScalarTags } from "../../answers";
import { type Api, unlessRefused } from "../../api";
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

/** Loads what is new of the shown runs' time, one run after the other; what a run refuses it does not have. */
export class TimelineSync {
  private readonly asked = new Map<string, Asked>();

  constructor(
    private readonly store: Store,
    private readonly api: Api,
  ) {}

  /** Resolves when all is there that is due; rejects where the server does not answer. */
  async load(signal: AbortSignal): Promise<void> {
    const { timeline, shownRuns, choices } = this.store;
    for (const run of shownRuns.peek()) {
      const { scalar } = choices.peek();
      const known = timeline.times.peek().get(run.name);
      // biome-ignore lint/performance/noAwaitInLoops: one after the other, so that the picture's requests find the server free
      const time = await this.loadRun(run, scalar, known, signal);
      if (signal.aborted) {
        return;
      }
      if (time !== known && time !== undefined) {
        timeline.times.value = new Map(timeline.times.peek()).set(run.name, time);
      }
    }
  }

  private async loadRun(
    run: RunInfo,
    scalar: string | null,
    known: RunTime | undefined,
    signal: AbortSignal,
  ): Promise<RunTime | undefined> {
    const moment = `${newestStartMs(run.sessions)} ${run.steps.length} ${run.steps.at(-1)}`;
    const asked = this.asked.get(run.name);
    const nowMs = performance.now();
    const wantsPhases =
      asked === undefined || (asked.phasesMoment !== moment && nowMs - asked.phasesMs >= PHASES_INTERVAL_MS);
    const wantsScalar = asked?.moment !== moment || asked.scalar !== scalar;
    if (!(wantsPhases || wantsScalar)) {
      return known;
    }
    const scalars = wantsScalar || known === undefined ? await this.loadScalar(run.name, scalar, signal) : known;
    const report = wantsPhases ? await unlessRefused(this.api.phases(run.name, signal)) : (known?.report ?? null);
    this.asked.set(run.name, {
      moment,
      scalar,
      phasesMs: wantsPhases ? nowMs : asked.phasesMs,
      phasesMoment: wantsPhases ? moment : asked.phasesMoment,
    });
    return { ...scalars, report };
  }

  private async loadScalar(
    run: string,
    scalar: string | null,
    signal: AbortSignal,
  ): Promise<Pick<RunTime, "tags" | "series">> {
    const tags = (await unlessRefused(this.api.scalarTags(run, signal))) ?? NO_SCALARS;
    const tag = scalar ?? tags.loss;
    const series: ScalarSeries | null =
      tag === null || !tags.tags.includes(tag) ? null : await unlessRefused(this.api.scalar(run, tag, signal));
    return { tags, series };
  }
}

const NO_SCALARS: ScalarTags = { tags: [], loss: null };
