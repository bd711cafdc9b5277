/** What is worth being said aloud to somebody who does not see the picture. Pure. */

import type { Selected, View } from "./choices";
import type { CloudHistory } from "./history";
import { cellFigures } from "./inspection/cell";
import { chosenSubject, subjectsOf } from "./inspection/subject";
import type { Store } from "./state";
import { bandAt, type Phase } from "./timeline/findings";

/** What of the page is said, where it changes. */
export interface Situation {
  readonly view: View;
  readonly isReady: boolean;
  readonly isPlaying: boolean;
  /** Whether the page keeps to the newest step, whichever it is. */
  readonly isNewest: boolean;
  readonly step: number;
  /** What the first run goes through at this step; null where that is nothing in particular. */
  readonly phase: Phase | null;
  /** Where that phase begins; null where there is none. */
  readonly phaseStep: number | null;
  readonly selected: Selected | null;
}

export type News = "view" | "step" | "phase" | "selection";

/** What is to be said of a situation after the one that was told last; nothing twice. */
export function newsOf(told: Situation | null, now: Situation): readonly News[] {
  if (!now.isReady) {
    return [];
  }
  if (told === null) {
    return now.selected === null ? ["view", "step"] : ["view", "step", "selection"];
  }
  const news: readonly (News | null)[] = [
    told.view === now.view ? null : "view",
    hasOtherStep(told, now) ? "step" : null,
    now.isPlaying && told.phase !== now.phase && now.phase !== null ? "phase" : null,
    isSame(told.selected, now.selected) ? null : "selection",
  ];
  return news.filter((one) => one !== null);
}

/** A film tells its steps where it stops; a training that is followed would never be silent. */
function hasOtherStep(told: Situation, now: Situation): boolean {
  if (now.isPlaying || (told.isNewest && now.isNewest && !told.isPlaying)) {
    return false;
  }
  return told.isPlaying || Math.round(told.step) !== Math.round(now.step);
}

function isSame(a: Selected | null, b: Selected | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The situation of the page just now. */
export function situationOf({ choices, status, playhead, timeline, laid, shownRuns }: Store): Situation {
  const { step, playing, follow } = playhead.value;
  const steps = shownRuns.value[0]?.steps ?? [];
  const [first] = steps;
  const last = steps.at(-1);
  const { onRun, onAxis } = laid(first === undefined || last === undefined ? null : { first, last });
  const band = bandAt(timeline.bands.value, onRun(step));
  return {
    view: choices.value.view,
    isReady: status.value === "ready",
    isPlaying: playing,
    isNewest: follow,
    step,
    phase: band?.phase ?? null,
    phaseStep: band === null ? null : onAxis(band.first),
    selected: choices.value.selected,
  };
}

/** What is known of what is selected; a number that is not known is NaN. */
export interface SelectedFacts {
  readonly selected: Selected;
  /** Of its row, where it has one. */
  readonly label: string | null;
  /** The norm of a row, or the value of a weight. */
  readonly value: number;
}

/** What is to be said of what is selected; null where nothing is. */
export function selectedFacts(store: Store): SelectedFacts | null {
  const { selected } = store.choices.value;
  if (selected === null) {
    return null;
  }
  if (selected.column !== null) {
    return { selected, label: null, value: weightOf(store, selected) };
  }
  const clouds = store.clouds.value;
  const cloud = clouds?.parameter === selected.parameter ? cloudOf(clouds.histories, selected.run) : undefined;
  const point = cloud?.rowIds.indexOf(selected.row ?? -1) ?? -1;
  const snapshot =
    cloud?.snapshots.findLast(({ step }) => step <= store.stepOf(cloud.snapshots)) ?? cloud?.snapshots[0];
  return { selected, label: cloud?.labels?.[point] ?? null, value: snapshot?.magnitudes[point] ?? Number.NaN };
}

function cloudOf(histories: readonly CloudHistory[], run: string): CloudHistory | undefined {
  return histories.find((history) => history.run === run);
}

function weightOf(store: Store, selected: Selected): number {
  const subject = chosenSubject(subjectsOf(store.network.histories.value ?? [], selected.parameter), selected);
  const { row, column } = selected;
  return subject === undefined || row === null || column === null
    ? Number.NaN
    : (cellFigures(subject, row, column, store.stepOn(subject.history.run.steps))?.now ?? Number.NaN);
}
