/** What lies under the views: a scalar of each shown run over time, and what the runs went through. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { PhaseReport, RunInfo, ScalarSeries, ScalarTags } from "../../answers";
import type { Choices } from "../choices";
import { type Band, bandsOf, inOrder, type Mark, marksOf } from "./findings";

/** What is known of a run's time. */
export interface RunTime {
  readonly tags: ScalarTags;
  /** The scalar that is shown; null where the run has none of that name. */
  readonly series: ScalarSeries | null;
  /** Null until it is known, and where the server refuses to tell. */
  readonly report: PhaseReport | null;
}

export interface TimelineStore {
  /** By the name of the run. */
  readonly times: Signal<ReadonlyMap<string, RunTime>>;
  /** Names of the scalars that any shown run has, in order. */
  readonly scalarTags: ReadonlySignal<readonly string[]>;
  /** The scalars of the shown runs that have one, with their runs. */
  readonly curves: ReadonlySignal<ReadonlyArray<{ readonly run: string; readonly series: ScalarSeries }>>;
  /** Whether there is, or may be, something over the axis: the page keeps its shape while it is asked for. */
  readonly hasRoom: ReadonlySignal<boolean>;
  /** The run whose phases are shown: the first shown one. */
  readonly lead: ReadonlySignal<RunInfo | null>;
  readonly bands: ReadonlySignal<readonly Band[]>;
  /** Of all shown runs, in order of their steps. */
  readonly marks: ReadonlySignal<readonly Mark[]>;
}

/** A timeline with nothing loaded; `warnings` are marks that others find. */
export function createTimeline(
  choices: ReadonlySignal<Choices>,
  shownRuns: ReadonlySignal<readonly RunInfo[]>,
  warnings: ReadonlySignal<readonly Mark[]>,
): TimelineStore {
  const times = signal<ReadonlyMap<string, RunTime>>(new Map());
  const known = computed(() =>
    shownRuns.value.flatMap((run) => {
      const time = times.value.get(run.name);
      return time === undefined ? [] : [{ run, time }];
    }),
  );
  const lead = computed(() => shownRuns.value[0] ?? null);
  const curves = computed(() => {
    const wanted = choices.value.scalar;
    return known.value.flatMap(({ run, time: { series, tags } }) =>
      series === null || series.tag !== (wanted ?? tags.loss) ? [] : [{ run: run.name, series }],
    );
  });
  const bands = computed(() => bandsOf(times.value.get(lead.value?.name ?? "")?.report ?? null));
  return {
    times,
    scalarTags: computed(() => [...new Set(known.value.flatMap(({ time }) => time.tags.tags))].sort()),
    curves,
    hasRoom: computed(
      () => known.value.length < shownRuns.value.length || curves.value.length > 0 || bands.value.length > 0,
    ),
    lead,
    bands,
    marks: computed(() =>
      inOrder([...marksOf(known.value.map(({ run, time }) => ({ run, report: time.report }))), ...warnings.value]),
    ),
  };
}
