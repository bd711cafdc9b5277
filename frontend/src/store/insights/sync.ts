/** Asks what there is to see in the shown runs, anew where a run has new steps. */

import { effect } from "@preact/signals";
import type { InsightReport, RunInfo } from "../../answers";
import { type Api, RefusedError } from "../../api";
import type { Disposable } from "../../disposables";
import { UnreachableError } from "../../unreachable_error";
import { forgetOthers, withoutOthers } from "../forget";
import { refusalOf } from "../refusal";
import { newestStartMs } from "../sessions";
import type { Store } from "../state";
import { isWarning } from "./known";

/** All of a run is looked at: that takes longer than other questions. */
export const INSIGHTS_INTERVAL_MS = 10_000;
/** A connection that has died without a word is given up after so long. */
const LONGEST_ANSWER_MS = 120_000;

interface Asked {
  readonly atMs: number;
  /** Of the run, when it was asked; empty where there was no answer. */
  readonly moment: string;
}

/** Keeps the store's insights in step with the server, one run after the other, once there is a picture; ends with `dispose`. */
export function followInsights(store: Store, api: Pick<Api, "insights">): Disposable {
  const asked = new Map<string, Asked>();
  /** By run, the ids of all warnings that it ever had. */
  const seen = new Map<string, Set<string>>();
  const abort = new AbortController();
  const { answers, announcement } = store.insights;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;

  function isWanted(): boolean {
    return store.visible.peek() && store.status.peek() === "ready" && !abort.signal.aborted;
  }

  /** Asks about the next run that is due, or comes back when one is. */
  async function look(): Promise<void> {
    clearTimeout(timer);
    if (isAsking || !isWanted()) {
      return;
    }
    forget();
    const nowMs = performance.now();
    const [next] = store.shownRuns
      .peek()
      .filter((run) => run.steps.length > 0 && asked.get(run.name)?.moment !== momentOf(run))
      .map((run) => ({
        run,
        waitMs: (asked.get(run.name)?.atMs ?? -INSIGHTS_INTERVAL_MS) + INSIGHTS_INTERVAL_MS - nowMs,
      }))
      .sort((a, b) => a.waitMs - b.waitMs);
    if (next === undefined) {
      return;
    }
    if (next.waitMs > 0) {
      timer = setTimeout(() => void look(), next.waitMs);
      return;
    }
    isAsking = true;
    await ask(next.run, nowMs);
    isAsking = false;
    void look();
  }

  function forget(): void {
    const shown = new Set(store.shownRuns.peek().map(({ name }) => name));
    forgetOthers(asked, shown);
    answers.value = withoutOthers(answers.peek(), shown);
  }

  async function ask(run: RunInfo, atMs: number): Promise<void> {
    const late = AbortSignal.timeout(LONGEST_ANSWER_MS);
    try {
      const report = await api.insights(run.name, AbortSignal.any([abort.signal, late]));
      receive(run, report);
      asked.set(run.name, { atMs, moment: momentOf(run) });
    } catch (error) {
      const problem = late.aborted ? new UnreachableError(String(error), { cause: error }) : error;
      miss(run, problem);
      // What was wrong with the request remains wrong until the run has changed.
      const isLasting = problem instanceof RefusedError && problem.status < 500;
      asked.set(run.name, { atMs, moment: isLasting ? momentOf(run) : "" });
    }
  }

  function receive({ name }: RunInfo, report: InsightReport): void {
    if (!abort.signal.aborted) {
      announce(name, report);
      answers.value = new Map(answers.peek()).set(name, { report, problem: null });
    }
  }

  /** What was known before stands. */
  function miss({ name }: RunInfo, error: unknown): void {
    if (!abort.signal.aborted) {
      const report = answers.peek().get(name)?.report ?? null;
      answers.value = new Map(answers.peek()).set(name, { report, problem: refusalOf(error) });
    }
  }

  /** What the page finds when it is opened is no news. */
  function announce(run: string, { insights }: InsightReport): void {
    const warnings = insights.filter(isWarning);
    const known = seen.get(run);
    const fresh = known === undefined ? [] : warnings.filter(({ id }) => !known.has(id));
    seen.set(run, new Set([...(known ?? []), ...warnings.map(({ id }) => id)]));
    if (fresh.length > 0) {
      announcement.value = `${run}: ${fresh.map(({ title }) => title).join("; ")}`;
    }
  }

  const stop = effect(() => {
    if (store.visible.value && store.status.value === "ready" && store.shownRuns.value.length > 0) {
      void look();
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

/** Tells what a run has logged from what it had logged before, also after a resume that logged the same steps. */
function momentOf({ sessions, steps }: RunInfo): string {
  return `${newestStartMs(sessions)} ${steps.length} ${steps.at(-1)}`;
}
