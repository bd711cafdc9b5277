/** What is known of the shown runs that a person should see, and which of it is shown just now. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Insight, RunInfo } from "../../answers";
import type { Store } from "../state";
import type { Mark } from "../timeline/findings";
import { insightsOf, isWarning, type KnownInsights } from "./known";
import { marksOfInsights } from "./marks";

export interface InsightsStore {
  /** By the name of the run. */
  readonly answers: Signal<ReadonlyMap<string, KnownInsights>>;
  /** Of all shown runs. */
  readonly warningCount: ReadonlySignal<number>;
  /** Warnings of all shown runs on the timeline. */
  readonly marks: ReadonlySignal<readonly Mark[]>;
  /** The latest warnings that came while the page was open, to be said once; empty until there are some. */
  readonly announcement: Signal<string>;
}

/** An insight, and the run that it is about. */
export interface RunInsight {
  readonly run: RunInfo;
  readonly insight: Insight;
}

/** A store of which nobody has asked anything yet. */
export function createInsights(shownRuns: ReadonlySignal<readonly RunInfo[]>): InsightsStore {
  const answers = signal<ReadonlyMap<string, KnownInsights>>(new Map());
  const found = computed(() =>
    shownRuns.value.map(({ name }) => ({ run: name, insights: insightsOf(answers.value.get(name)) })),
  );
  return {
    answers,
    warningCount: computed(() => found.value.flatMap(({ insights }) => insights).filter(isWarning).length),
    marks: computed(() => found.value.flatMap(({ run, insights }) => marksOfInsights(run, insights))),
    announcement: signal(""),
  };
}

/** The insight that was shown last, while the picture still shows what it is about; null where there is none. */
export function shownInsight(store: Store): { readonly title: string; readonly sentence: string } | null {
  const found = insightInView(store);
  return found === null ? null : { title: found.insight.title, sentence: found.insight.sentence };
}

/** What a caption says: the insight that is shown, else the gravest of all shown runs, with its run where there are several. */
export function captionInsight(store: Store): { readonly title: string; readonly sentence: string } | null {
  const shown = shownInsight(store);
  if (shown !== null) {
    return shown;
  }
  const runs = store.shownRuns.peek();
  const found = runs.flatMap(({ name }) =>
    insightsOf(store.insights.answers.peek().get(name)).map((its) => ({ ...its, run: name })),
  );
  const first = found.find(isWarning) ?? found[0];
  if (first === undefined) {
    return null;
  }
  const { run, title, sentence } = first;
  return { title: runs.length > 1 ? `${run}: ${title}` : title, sentence };
}

/** The insight that is shown, with its run. */
export function insightInView({ choices, insights, shownRuns }: Store): RunInsight | null {
  const { insight: shown, selected, view } = choices.value;
  if (shown === null) {
    return null;
  }
  for (const run of shownRuns.value.filter(({ name }) => shown.run === "" || shown.run === name)) {
    const insight = insightsOf(insights.answers.value.get(run.name)).find(({ id }) => id === shown.id);
    if (insight !== undefined) {
      const { view: its, parameter } = insight.view;
      return its === view && (parameter === null || selected?.parameter === parameter) ? { run, insight } : null;
    }
  }
  return null;
}
