/** Where a tour stops: as many places as the run has something to show at. Pure. */

import type { TourFacts } from "./facts";

export const STOPS = [
  "points",
  "film",
  "groups",
  "neighbors",
  "loss",
  "network",
  "mover",
  "heads",
  "piece",
  "gradients",
  "charts",
  "compare",
  "second",
  "more",
  "onward",
] as const;
export type Stop = (typeof STOPS)[number];

/** The places in the order in which they are visited: none speaks of what the run does not have. */
export function planTour(facts: TourFacts): readonly Stop[] {
  return STOPS.filter((stop) => HAS[stop](facts));
}

const hasFilm = ({ snapshots }: TourFacts): boolean => snapshots > 1;
const canCompare = ({ shownRuns, otherRun }: TourFacts): boolean => shownRuns.length > 1 || otherRun !== null;

const HAS: Readonly<Record<Stop, (facts: TourFacts) => boolean>> = {
  points: ({ rows }) => rows !== null,
  film: hasFilm,
  // Of rows that are no tokens nobody expects groups: they are worth a stop where there are some.
  groups: ({ rows, cloud, snapshots }) =>
    snapshots > 1 && cloud?.isSearched === true && (cloud.group !== null || rows?.meaning === "token"),
  neighbors: ({ cloud }) => cloud !== null && cloud.example !== null,
  loss: (facts) => hasFilm(facts) && (facts.loss !== null || facts.rapid !== null),
  network: () => true,
  mover: hasFilm,
  heads: ({ model }) => model.attention !== null,
  piece: ({ model }) => model.attention === null && model.piece !== null,
  gradients: ({ model }) => model.hasGradients,
  charts: hasFilm,
  compare: canCompare,
  second: (facts) => !canCompare(facts),
  more: (facts) => !hasFilm(facts),
  onward: () => true,
};
