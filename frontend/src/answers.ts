/** What the plugin's routes answer, typed as it is sent. */

/** A range of a fused parameter along one of its matrix' axes: the queries in one of queries, keys and values. */
export interface Part {
  readonly name: string;
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly n_head: number;
}

export interface Parameter {
  readonly name: string;
  /** Other names of a tied weight. */
  readonly aliases: readonly string[];
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly kind: string;
  readonly layer: number | null;
  readonly parts: readonly Part[];
  /** Rows and columns of its tile, and where the tile begins in a snapshot's codes. */
  readonly tile_shape: readonly [number, number];
  readonly tile_offset: number;
  /** Whether even its norm is an estimate. */
  readonly sampled: boolean;
}

/** How the rows of a parameter are logged. */
export interface CloudLayout {
  readonly parameter: string;
  readonly rows: number;
  readonly columns: number;
  readonly labeled: boolean;
}

export interface FullWidth {
  readonly parameter: string;
  readonly steps: readonly number[];
}

/** What one writer logged, from when it was opened. */
export interface Session {
  /** Milliseconds since 1970. */
  readonly start_ms: number;
  /** The first of its steps that counts. */
  readonly first_step: number;
}

/** A hyperparameter; a number that is not finite is a string. */
export type ConfigValue =
  | number
  | string
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [name: string]: ConfigValue };

export interface RunInfo {
  readonly name: string;
  readonly steps: readonly number[];
  /** In order; more than one where the training was resumed. */
  readonly sessions: readonly Session[];
  /** When the newest snapshot was written, in milliseconds since 1970, by the writer's clock; null where that is unknown. */
  readonly newest_ms: number | null;
  /** Which kinds of snapshots there are. */
  readonly kinds: readonly string[];
  readonly model_class: string;
  readonly model_name: string;
  readonly parameter_count: number;
  readonly n_head: number;
  /** The run's hyperparameters by their names. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly statistic_names: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly clouds: readonly string[];
  readonly cloud_layouts: readonly CloudLayout[];
  /** In an exported page: at which steps the rows of a parameter are there in full width. */
  readonly full_width?: readonly FullWidth[];
  /** Largest difference between a weight and its code, as a share of its tile's scale. */
  readonly rounding_floor: number;
  readonly problems: readonly string[];
  /** Whether there is no room where it is logged: what it logs now is lost. */
  readonly is_disk_full: boolean;
}

export interface RowMovement {
  readonly row: number;
  readonly label: string | null;
  /** Euclidean, in full width; 0 where rounding alone could have made it. */
  readonly distance: number;
  /** Share of its neighbours that are others; null for a row that has none. */
  readonly neighbor_change: number | null;
}

/** What a run logs beside its parameters, by TensorBoard's own means. */
export interface ScalarTags {
  readonly tags: readonly string[];
  /** The one that is the loss, as far as names tell. */
  readonly loss: string | null;
}

/** One scalar of a run over time; a value that is not finite is null. */
export interface ScalarSeries {
  readonly tag: string;
  readonly steps: readonly number[];
  readonly values: ReadonlyArray<number | null>;
}

/** A stretch of a training, or something that happened in it. */
export interface Finding {
  /** `rapid learning`, `spike`, … */
  readonly name: string;
  readonly first_step: number;
  readonly last_step: number;
  /** In plain English, with its evidence. */
  readonly sentence: string;
  /** Names of the parameters that it concerns; none: the whole model. */
  readonly parameters?: readonly string[];
  /** The numbers that it rests on, by their names. */
  readonly evidence?: Readonly<Record<string, unknown>>;
}

/** What a run went through. */
export interface PhaseReport {
  readonly verdict: string;
  readonly sentence: string;
  readonly phases: readonly Finding[];
  readonly events: readonly Finding[];
}

/** What an insight is concluded from; a number that is not finite is null or a string. */
export type Evidence = ConfigValue;

/** What the page has to show for an insight to be seen; null: as it is. */
export interface InsightView {
  readonly view: string;
  readonly step: number;
  readonly parameter: string | null;
  readonly quantity: string | null;
  readonly statistic: string | null;
  readonly color: string | null;
  /** The step that changes are counted from. */
  readonly since: number | null;
}

/** Something about a run that a person should see. */
export interface Insight {
  /** Stays the same while the run goes on. */
  readonly id: string;
  /** `dead_units`, …; a newer server may know others. */
  readonly name: string;
  /** `warning` or `observation`. */
  readonly severity: string;
  readonly title: string;
  readonly sentence: string;
  readonly first_step: number;
  readonly last_step: number;
  /** Those that it is about. */
  readonly parameters: readonly string[];
  readonly evidence: Readonly<Record<string, Evidence>>;
  /** What it may come from, a sentence each. */
  readonly causes: readonly string[];
  readonly view: InsightView;
}

export interface InsightReport {
  /** How many were looked at. */
  readonly snapshots: number;
  readonly insights: readonly Insight[];
}

export interface Neighbor {
  readonly row: number;
  readonly label: string | null;
  readonly distance: number;
}

/** How a run's rows moved between two steps. */
export interface Movement {
  /** How many neighbours of each row are compared. */
  readonly k: number;
  /** Those that moved farthest, farthest first. */
  readonly rows: readonly RowMovement[];
  /** How many rows have a place at both steps. */
  readonly compared: number;
  readonly median_distance: number;
  readonly mean_neighbor_change: number | null;
  readonly neighbor_change_by_chance: number;
  /** Of every logged row, where it was asked for; null where it is not known. */
  readonly values?: ReadonlyArray<number | null>;
}
