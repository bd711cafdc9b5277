import type { JSX } from "preact";
import { bracketOf, type CloudHistory, unshownPoints } from "../store/history";
import { isMovementColor } from "../store/movement/values";
import type { Store } from "../store/state";
import { Legend } from "./legend";
import { PaneFrames } from "./pane_frame";
import { CHANGES } from "./strings/changes";
import { COMPARE } from "./strings/compare";
import { refusalWords, STRINGS } from "./strings/page";
import { Tooltip } from "./tooltip";
import { TrailsChip } from "./trails_chip";

/** What stands over the picture of the embeddings. */
export function EmbeddingsNotes({ store }: { store: Store }): JSX.Element {
  const histories = store.clouds.value?.histories ?? [];
  return (
    <>
      <PaneFrames
        store={store}
        note={(index) => (
          <>
            <OwnStep store={store} steps={histories[index]?.snapshots.map(({ step }) => step) ?? []} />
            <ReferenceStep store={store} index={index} />
            <TurnedRun history={histories[index]} />
          </>
        )}
        below={(index) => (
          <>
            <UnshownRows store={store} index={index} />
            <UnknownMovement store={store} index={index} />
          </>
        )}
      />
      <Legend store={store} />
      <TrailsChip store={store} />
      <Tooltip store={store} />
    </>
  );
}

/** Says at which step a run stands where not all stand at the same, and where it has not reached the one that is shown. */
export function OwnStep({ store, steps }: { store: Store; steps: readonly number[] }): JSX.Element | null {
  const newest = steps.at(-1);
  if (newest === undefined) {
    return null;
  }
  if (store.alignment.value === "share") {
    return <small class="pane-note">{STRINGS.ownStep(store.stepOn(steps), newest)}</small>;
  }
  return newest >= Math.round(store.playhead.value.step) ? null : (
    <small class="pane-note reached">{STRINGS.newestStep(newest)}</small>
  );
}

/** Says at which step the other run is taken, where that is not the same. */
function ReferenceStep({ store, index }: { store: Store; index: number }): JSX.Element | null {
  const { comparison, clouds } = store;
  const snapshots = clouds.value?.histories[index]?.snapshots ?? [];
  const step = store.stepOf(snapshots);
  const other = comparison.referenceStep(index, step);
  const own = Math.min(step, snapshots.at(-1)?.step ?? step);
  return other === null || Math.round(other) === Math.round(own) ? null : (
    <small class="pane-note">{COMPARE.against(other, comparison.names.value[comparison.reference.value] ?? "")}</small>
  );
}

/** Says onto which run this one was turned, and how much of their likeness is chance. */
function TurnedRun({ history }: { history: CloudHistory | undefined }): JSX.Element | null {
  const alignment = history?.alignment;
  if (alignment === undefined || alignment === null) {
    return null;
  }
  const { onto, agreement, byChance } = alignment;
  return <small class="pane-note">{STRINGS.alignment(onto, agreement, byChance)}</small>;
}

/** Says why the points of a run are grey, where colours say how they moved. */
function UnknownMovement({ store, index }: { store: Store; index: number }): JSX.Element | null {
  const { answers, values } = store.movement;
  const run = store.clouds.value?.histories[index]?.run;
  const known = run === undefined ? undefined : answers.value.get(run);
  const isUnknown = isMovementColor(store.choices.value.colorBy) && (values.value[index] ?? null) === null;
  if (!isUnknown || known === undefined || known.problem === null) {
    return null;
  }
  return <p class="pane-problem">{CHANGES.unknownMovement(refusalWords(known.problem))}</p>;
}

/** Says how many points are missing from a pane because their rows are not finite. */
function UnshownRows({ store, index }: { store: Store; index: number }): JSX.Element | null {
  const snapshots = store.clouds.value?.histories[index]?.snapshots ?? [];
  const snapshot = snapshots[bracketOf(snapshots, store.stepOf(snapshots)).before];
  const count = snapshot === undefined ? 0 : unshownPoints(snapshot);
  return count === 0 ? null : <p class="pane-problem">{STRINGS.notFinite(count)}</p>;
}
