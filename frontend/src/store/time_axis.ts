/** The axis of the view in front: from which step to which, where its snapshots stand, and where each run is on it. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Domain } from "./axis";
import type { Choices, View } from "./choices";
import { type Alignment, type Laid, laid, type Span, spanOf } from "./comparison/alignment";
import { bracketOf, type CloudHistory } from "./history";
import type { NetworkStore } from "./network/state";

export interface TimeAxis {
  readonly domain: ReadonlySignal<Domain>;
  /** Steps of the axis at which any shown run has a snapshot, ascending. */
  readonly snapshotSteps: ReadonlySignal<readonly number[]>;
  /** How runs are laid along the axis. */
  readonly alignment: ReadonlySignal<Alignment>;
  /** How a run of this span is laid along the axis. */
  laid(span: Span | null): Laid;
  /** Whether any run is shown between two of its snapshots. */
  readonly isBetween: ReadonlySignal<boolean>;
  /** The step that is shown of a run that has these steps. */
  stepOn(steps: readonly number[]): number;
  /** The step that a history is shown at: its own under the playhead, or, where only snapshots are shown, the latest of them. */
  stepOf(snapshots: ReadonlyArray<{ readonly step: number }>): number;
}

/** What an axis is made of. */
export interface Timed {
  readonly choices: ReadonlySignal<Choices>;
  readonly view: ReadonlySignal<View>;
  readonly clouds: ReadonlySignal<readonly CloudHistory[]>;
  readonly network: Pick<NetworkStore, "histories" | "moments">;
  readonly playhead: ReadonlySignal<{ readonly step: number }>;
}

/** The axis of what is shown. */
export function createTimeAxis({ choices, view, clouds, network, playhead }: Timed): TimeAxis {
  const runSteps = computed(() => (network.histories.value ?? []).map(({ run }) => run.steps));
  const stepsInView = computed((): readonly (readonly number[])[] => {
    switch (view.value) {
      case "embeddings":
        return clouds.value.map(({ snapshots }) => snapshots.map(({ step }) => step));
      case "network":
        return network.moments.value.map((moments) => moments.map(({ step }) => step));
      case "charts":
        return (network.histories.value ?? []).map(({ statistics }) => statistics.map(({ step }) => step));
    }
  });
  const domain = computed(() => {
    const spans = [...stepsInView.value, ...(view.value === "embeddings" ? [] : runSteps.value)].map(spanOf);
    const found = spans.filter((span) => span !== null);
    return found.length === 0
      ? { first: 0, last: 0 }
      : {
          first: Math.min(...found.map(({ first }) => first)),
          last: Math.max(...found.map(({ last }) => last)),
        };
  });
  // Charts have axes of their own.
  const alignment = computed(() => (view.value === "charts" ? "step" : choices.value.alignment));
  const laidAlong = (span: Span | null): Laid => laid(span, domain.value, alignment.value);
  const snapshotSteps = computed(() => {
    const placed = stepsInView.value.flatMap((steps) => steps.map(laidAlong(spanOf(steps)).onAxis));
    return [...new Set(placed)].sort((a, b) => a - b);
  });
  const interpolation = computed(() => choices.value.settings.interpolation);
  const stepOf = (snapshots: ReadonlyArray<{ readonly step: number }>): number => {
    const [first] = snapshots;
    const last = snapshots.at(-1);
    const span = first === undefined || last === undefined ? null : { first: first.step, last: last.step };
    const step = laidAlong(span).onRun(playhead.value.step);
    return interpolation.value ? step : (snapshots[bracketOf(snapshots, step).before]?.step ?? step);
  };
  const snapshotsInView = computed(() => stepsInView.value.map((steps) => steps.map((step) => ({ step }))));
  const isBetween = computed(
    () =>
      interpolation.value &&
      snapshotsInView.value.some((snapshots) => {
        const { fraction } = bracketOf(snapshots, stepOf(snapshots));
        return fraction > 0 && fraction < 1;
      }),
  );
  return {
    isBetween,
    domain,
    snapshotSteps,
    alignment,
    laid: laidAlong,
    stepOn: (steps) => laidAlong(spanOf(steps)).onRun(playhead.value.step),
    stepOf,
  };
}
