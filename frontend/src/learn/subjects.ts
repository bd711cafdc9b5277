/** What there is to explain: every subject with its id, which is also its anchor in the fuller page. Pure. */

import type { ColorBy, ShownQuantity } from "../store/choices";
import type { Kind } from "../store/kinds";
import { PHASES, type Phase, RESUMED } from "../store/timeline/findings";
import {
  AXES_TITLE,
  BIAS_TITLES,
  CELL_COLOR_TITLES,
  COLOR_TITLES,
  PART_TITLES,
  TIED_TITLE,
} from "../ui/strings/explain";
import { KIND_NAMES } from "../ui/strings/kinds";
import { isKnownStatistic, statisticName } from "../ui/strings/statistics";

export interface LearnSubject {
  readonly id: string;
  /** As the page calls it. */
  readonly title: string;
}

interface Described {
  readonly kind: Kind;
  /** The part that is meant; null for the whole. */
  readonly part: string | null;
  readonly isBias: boolean;
  /** Whether an embedding is also the model’s head. */
  readonly isTiedHead: boolean;
}

/** A parameter by what it is for: a part of it where that is meant and known, else its kind. */
export function parameterSubject({ kind, part, isBias, isTiedHead }: Described): LearnSubject {
  const known = part !== null && Object.hasOwn(PART_TITLES, part) ? part : null;
  if (isBias) {
    const [name, title] = [known, kind, "other"].flatMap((one) => {
      const its = BIAS_TITLES[one ?? ""];
      return one === null || its === undefined ? [] : [[one, its] as const];
    })[0] ?? ["other", ""];
    return { id: `parameter-${name}_bias`, title };
  }
  if (known !== null) {
    return { id: `parameter-${known}`, title: PART_TITLES[known] ?? known };
  }
  return isTiedHead && kind === "token_embedding"
    ? { id: "parameter-tied_embedding", title: TIED_TITLE }
    : { id: `parameter-${kind}`, title: KIND_NAMES[kind] };
}

/** A statistic; null for one that this page does not know. */
export function statisticSubject(name: string): LearnSubject | null {
  return isKnownStatistic(name) ? { id: `statistic-${name}`, title: statisticName(name) } : null;
}

export function phaseSubject(phase: Phase): LearnSubject {
  return { id: `phase-${phase.replaceAll(" ", "-")}`, title: phase };
}

/** What happened at a step; null for what the server names and this page does not know. */
export function eventSubject(name: string): LearnSubject | null {
  const phase = PHASES.find((one) => one === name);
  if (phase !== undefined) {
    return phaseSubject(phase);
  }
  return EVENTS.includes(name) ? { id: `event-${name.replaceAll(" ", "-")}`, title: name } : null;
}

/** Events as the server names them, and what the page itself marks. */
export const EVENTS: readonly string[] = ["spike", "dead units", "non-finite values", "clusters", RESUMED];

/** Colours of points, of runs over each other, and of the charts’ maps. */
export type PictureColor = ColorBy | "distance" | "runs" | "map";

export function colorSubject(color: PictureColor): LearnSubject {
  return { id: `color-${color}`, title: COLOR_TITLES[color] };
}

/** Colours of cells, and of what has none: weights that are not finite. */
export type CellColor = ShownQuantity | "nonfinite";

export function cellColorSubject(color: CellColor): LearnSubject {
  return { id: `cells-${color}`, title: CELL_COLOR_TITLES[color] };
}

/** The axes and the grid of the embeddings. */
export const AXES: LearnSubject = { id: "picture-axes", title: AXES_TITLE };
