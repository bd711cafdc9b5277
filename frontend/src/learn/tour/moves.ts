/** What each stop of a tour does to the page. Pure. */

import type { Choices, Selected, View } from "../../store/choices";
import { NO_FILTER } from "../../store/navigation/filters";
import type { Focus } from "../../store/network/state";
import type { TourFacts } from "./facts";
import type { Stop } from "./plan";

/** What has to be there before anything can be said. */
export type Need = "clouds" | "neighbors" | "weights" | "change" | "gradients" | "statistics";

/** A step, or a film that runs to the last one. */
export type When = number | "first" | "last" | "film";

export interface Move {
  readonly view: View;
  readonly choices: Partial<Choices>;
  readonly need: Need;
  readonly when: When;
  /** Where the camera flies; null: it shows all of the picture. */
  readonly focus: Focus | null;
  /** What the bubble points at: the first of these selectors that is on the page. */
  readonly targets: readonly string[];
  /** Where it stands beside that, if it may choose. */
  readonly side: "left" | "right" | "top" | "bottom";
  /** Whether all but that is dimmed: never what the bubble speaks of. */
  readonly isDimmed: boolean;
}

const VIEW = "#view";

/** What holds at every stop unless it says otherwise: nothing is hidden, selected or compared. */
export function neutralChoices(chosen: Choices): Choices {
  return {
    ...chosen,
    ...NO_FILTER,
    colorBy: "magnitude",
    autoZoom: true,
    quantity: "weight",
    reference: null,
    selected: null,
    trailed: null,
    statistic: "norm",
    isLogarithmic: true,
    compare: "side_by_side",
    alignment: "step",
    scalar: null,
    since: null,
  };
}

/** What a stop shows of this run. */
export function moveOf(stop: Stop, facts: TourFacts): Move {
  return { ...standard(facts), ...MOVES[stop](facts) };
}

/** All of the picture, at the newest step: the points where there are some, else the network. */
function standard({ rows }: TourFacts): Move {
  return {
    view: rows === null ? "network" : "embeddings",
    choices: rows === null ? {} : { parameter: rows.parameter },
    need: rows === null ? "weights" : "clouds",
    when: "last",
    focus: null,
    targets: [VIEW],
    side: "left",
    isDimmed: true,
  };
}

const NETWORK = { view: "network", choices: {}, need: "weights" } as const;

const MOVES: Readonly<Record<Stop, (facts: TourFacts) => Partial<Move>>> = {
  points: () => ({ when: "first" }),
  film: ({ isStill }) => ({ when: isStill ? "last" : "film" }),
  groups: groupsMove,
  neighbors: ({ cloud }) =>
    cloud === null || cloud.example === null
      ? {}
      : {
          choices: {
            parameter: cloud.parameter,
            selected: selection(cloud.run, cloud.parameter, { row: cloud.example.row }),
          },
          need: "neighbors",
          // The list on the right is spoken of as well.
          isDimmed: false,
        },
  loss: ({ loss }) => ({
    when: loss?.rapid?.last.step ?? loss?.halfStep ?? "last",
    targets: [".timeline", VIEW],
    side: "top",
  }),
  network: () => NETWORK,
  mover: ({ model }) => ({
    ...NETWORK,
    choices: { quantity: "since_start" },
    need: "change",
    focus: model.mover === null ? null : { path: model.mover.parameter, part: null },
  }),
  heads: ({ run, model: { attention } }) =>
    attention === null ? NETWORK : visit(run, attention.parameter, attention.part),
  piece: ({ run, model: { piece } }) => (piece === null ? NETWORK : visit(run, piece.parameter, null)),
  gradients: () => ({ ...NETWORK, choices: { quantity: "gradient" }, need: "gradients" }),
  charts: ({ hasUpdateRatio }) => ({
    view: "charts",
    choices: hasUpdateRatio ? { statistic: "update_ratio" } : {},
    need: "statistics",
  }),
  compare: compareMove,
  second: () => ({ targets: [".rows", VIEW], side: "right", isDimmed: false }),
  more: () => ({ targets: [".timeline", VIEW], side: "top" }),
  onward: () => ({ targets: [".toolbar", VIEW], side: "bottom", isDimmed: false }),
};

/** Points lie over each other; weights have no place in common, but a difference. */
function compareMove({ rows, run, shownRuns, otherRun }: TourFacts): Partial<Move> {
  const added =
    otherRun !== null && shownRuns.length < 2 ? { runs: new Set([run, otherRun]), runsAreChosen: true } : {};
  const place = { targets: [".compare", VIEW], side: "right", isDimmed: false } as const;
  return rows === null
    ? { ...NETWORK, ...place, choices: { ...added, compare: "difference" } }
    : { ...place, choices: { ...added, parameter: rows.parameter, compare: "overlay" } };
}

/** Selects a parameter and flies there. */
function visit(run: string, parameter: string, part: string | null): Partial<Move> {
  return {
    ...NETWORK,
    choices: { selected: selection(run, parameter, { part }) },
    focus: { path: parameter, part },
  };
}

function selection(
  run: string,
  parameter: string,
  place: { readonly part?: string | null; readonly row?: number },
): Selected {
  return { run, parameter, part: place.part ?? null, row: place.row ?? null, column: null };
}

/** A group at the step from which on it was there, with the ways that some of its points have come. */
function groupsMove({ cloud }: TourFacts): Partial<Move> {
  if (cloud === null || cloud.group === null) {
    return {};
  }
  const { run, parameter, group } = cloud;
  return {
    choices: { parameter, trailed: group.rows.length === 0 ? null : { run, parameter, rows: group.rows } },
    when: group.hasHardlyMoved ? "last" : group.lastStep,
  };
}
