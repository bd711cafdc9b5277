/** What the page says about time. */

import { DAY_MS, HOUR_MS, MINUTE_MS, type Newest, SECOND_MS } from "../../store/timeline/age";
import { number } from "./format";

export const TIMELINE = {
  firstStep: "First step",
  lastStep: "Last step",
  goToStep: "Go to step",
  stepHint: "The step that is shown; type another one and press Enter",
  asLogged: "as logged",
  share: (percent: number): string => `${percent} %`,
  ofEachRun: (percent: number, isRaw: boolean, isBetween: boolean): string => {
    const share = `${Math.round(percent)} % of each`;
    if (isRaw) {
      return `${share}, snapshots`;
    }
    return isBetween ? `${share}, between` : `${share}, as logged`;
  },
  someBetween: "between, in some runs",
  between: (before: number, after: number): string => `between ${number(before)} and ${number(after)}`,
  snapshotOf: (step: number): string => `snapshot of step ${number(step)}`,
  switches: "How time is shown",
  loop: "Loop",
  loopHint: "the film begins anew where it ends",
  bySnapshots: "Snapshot by snapshot",
  bySnapshotsHint: "each snapshot takes as long as any other; off, each step does",
  snapshotsOnly: "Snapshots only",
  snapshotsOnlyHint: "nothing is shown but what was logged; off, the picture moves between two snapshots",
  logarithmic: "Logarithmic steps",
  logarithmicHint: "the beginning takes as much of the axis as all that comes later",
  scalar: "Scalar over time",
  scalarHint: "What the line over the axis shows, and its value of the first run at this step",
  noScalar: "none",
  events: "Events",
  mark: (name: string, step: number, run: string): string => `${name}, step ${number(step)}, ${run}`,
  severalMarks: (names: readonly string[]): string => `${names.length} events: ${names.join("; ")}`,
  newestStep: (step: number): string => `newest step ${number(step)}, `,
  logged: (ageMs: number): string => `logged ${age(ageMs)} ago`,
  newestOf: ({ run, step, ageMs, loggedMs }: Newest): string =>
    `${run}: step ${number(step)}, logged ${age(ageMs)} ago (${MOMENT.format(loggedMs)})`,
  caption: (phase: string, run: string): string => `${phase} · ${run}`,
} as const;

const MOMENT = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

const LARGER_UNITS: ReadonlyArray<readonly [unitMs: number, name: (count: number) => string]> = [
  [DAY_MS, (count) => (count === 1 ? "day" : "days")],
  [HOUR_MS, () => "h"],
  [MINUTE_MS, () => "min"],
];

/** A time that has passed, in its largest unit: `12 s`, `3 days`. */
export function age(ms: number): string {
  const [unitMs, name] = LARGER_UNITS.find(([unit]) => ms >= unit) ?? [SECOND_MS, () => "s"];
  const count = Math.floor(ms / unitMs);
  return `${number(count)} ${name(count)}`;
}
