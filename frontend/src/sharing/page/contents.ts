/** What an exported page holds, beside the blocks of its stacks. */

import type { InsightReport, PhaseReport, RunInfo, ScalarSeries, ScalarTags } from "../../answers";
import type { SnapshotKind } from "../../api";
import type { Extent } from "./codes";
import type { Stack } from "./stack";

export const FORMAT = 1;

export interface Contents {
  readonly format: typeof FORMAT;
  /** The address that shows what was in sight. */
  readonly hash: string;
  readonly title: string;
  readonly madeMs: number;
  /** How many snapshots the runs had, of which these are some. */
  readonly loggedSnapshots: number;
  readonly runs: readonly RunInfo[];
  /** The place of each run in the page that made this one: its colour follows from it. */
  readonly runPlaces: ReadonlyArray<readonly [name: string, place: number]>;
  readonly times: readonly StoredTime[];
  readonly clouds: readonly StoredCloud[];
  readonly snapshots: readonly StoredSnapshots[];
  readonly rows: readonly StoredRows[];
}

export interface StoredTime {
  readonly run: string;
  readonly tags: ScalarTags;
  readonly series: readonly ScalarSeries[];
  /** Null where there was none to be had. */
  readonly phases: PhaseReport | null;
  readonly insights: InsightReport | null;
}

/** The rows of one parameter in one basis. */
export interface StoredCloud {
  readonly parameter: string;
  readonly basis: string;
  readonly runs: readonly StoredCloudRun[];
}

export interface StoredCloudRun {
  readonly name: string;
  readonly rowIds: readonly number[];
  /** As the server sent them. */
  readonly labels: unknown;
  readonly explainedVariance: unknown;
  readonly preservation: unknown;
  readonly alignment: unknown;
  readonly positions: Stack;
  /** What the codes of the positions stand for, one a snapshot. */
  readonly extents: readonly Extent[];
  readonly norms: Stack;
  readonly gradientNorms: Stack;
}

export interface StoredSnapshots {
  readonly run: string;
  readonly kind: SnapshotKind;
  /** Of one snapshot. */
  readonly shape: readonly number[];
  readonly stack: Stack;
}

/** Rows in full width, at some steps. */
export interface StoredRows {
  readonly run: string;
  readonly parameter: string;
  readonly columns: number;
  readonly rowIds: readonly number[];
  readonly codes: Stack;
  readonly scales: Stack;
}
