/** What the user can choose, and what holds until then. */

export type ColorBy = "magnitude" | "gradient" | "row";

export interface Choices {
  readonly runFilter: string;
  /** Names of the runs that are checked. */
  readonly runs: ReadonlySet<string>;
  /** Whether the user has made the choice of runs; until then the page adds the first that appear. */
  readonly runsAreChosen: boolean;
  readonly parameter: string | null;
  readonly colorBy: ColorBy;
  /** Whether the view is scaled to each step, instead of once for the whole run. */
  readonly autoZoom: boolean;
}

export const defaultChoices: Choices = {
  runFilter: "",
  runs: new Set(),
  runsAreChosen: false,
  parameter: null,
  colorBy: "magnitude",
  autoZoom: true,
};
