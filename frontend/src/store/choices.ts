/** What the user can choose, and what holds until then. */

import type { Alignment } from "./comparison/alignment";
import type { Compare } from "./comparison/compare";
import type { Kind } from "./kinds";
import type { Renderer } from "./renderer";
import { defaultSettings, type Settings } from "./settings";

export const VIEWS = ["embeddings", "network", "charts"] as const;
export type View = (typeof VIEWS)[number];

export const COLOR_BYS = ["magnitude", "gradient", "row", "movement", "neighbor_change"] as const;
export type ColorBy = (typeof COLOR_BYS)[number];

/** What a cell of the Network view shows. */
export const QUANTITIES = ["weight", "gradient", "change", "since_start"] as const;
export type Quantity = (typeof QUANTITIES)[number];
/** What a cell shows while runs are compared, too. */
export type ShownQuantity = Quantity | "difference";

/** What is selected: a parameter, a part of it, a row, or one weight. Rows and columns count in the full matrix. */
export interface Selected {
  readonly run: string;
  readonly parameter: string;
  readonly part: string | null;
  readonly row: number | null;
  readonly column: number | null;
}

/** Rows of a parameter, as one of the runs numbers them, whose points draw the way they have come, beside the selected one. */
export interface Trailed {
  readonly run: string;
  readonly parameter: string;
  readonly rows: readonly number[];
}

/** An insight by its id, and the run that it is about; empty: the first that has it. */
export interface ShownInsight {
  readonly run: string;
  readonly id: string;
}

/** Layers that are shown, both ends included. */
export interface LayerRange {
  readonly first: number;
  readonly last: number;
}

export interface Choices {
  readonly view: View;
  readonly runFilter: string;
  /** Names of the runs that are checked. */
  readonly runs: ReadonlySet<string>;
  /** Whether the user has made the choice of runs; until then the page adds the first that appear. */
  readonly runsAreChosen: boolean;
  readonly parameter: string | null;
  readonly colorBy: ColorBy;
  /** Whether the view is scaled to each step, instead of once for the whole run. */
  readonly autoZoom: boolean;
  readonly quantity: Quantity;
  /** The run from which differences are taken; the first that is shown where it is null or gone. */
  readonly reference: string | null;
  readonly hiddenKinds: ReadonlySet<Kind>;
  /** Null: all of them. Parameters that belong to no layer are shown in any case. */
  readonly layers: LayerRange | null;
  /** Part of a name, or a regular expression. */
  readonly parameterFilter: string;
  readonly selected: Selected | null;
  readonly trailed: Trailed | null;
  /** The statistic that the charts show. */
  readonly statistic: string;
  /** Whether the charts' scales are logarithmic, where that is possible. */
  readonly isLogarithmic: boolean;
  readonly compare: Compare;
  readonly alignment: Alignment;
  /** The scalar under the timeline; each run's loss where it is null. */
  readonly scalar: string | null;
  /** The step from which movement is counted; null: the first. */
  readonly since: number | null;
  /** The insight that was shown in the view last. */
  readonly insight: ShownInsight | null;
  readonly settings: Settings;
  /** What is to draw; null: what draws best here. */
  readonly renderer: Renderer | null;
}

export const defaultChoices: Choices = {
  view: "embeddings",
  runFilter: "",
  runs: new Set(),
  runsAreChosen: false,
  parameter: null,
  colorBy: "magnitude",
  autoZoom: true,
  quantity: "weight",
  reference: null,
  hiddenKinds: new Set(),
  layers: null,
  parameterFilter: "",
  selected: null,
  trailed: null,
  statistic: "norm",
  isLogarithmic: true,
  compare: "side_by_side",
  alignment: "step",
  scalar: null,
  since: null,
  insight: null,
  settings: defaultSettings,
  renderer: null,
};

/** What the cells show: how weights differ where differences are, else what was chosen. */
export function shownQuantity({ compare, quantity }: Choices): ShownQuantity {
  return compare === "difference" ? "difference" : quantity;
}
