/** The plugin's routes, typed. The one place that fetches. */

import { DecodeError, decodeSafetensors, type Safetensors } from "./decode";
import { UnreachableError } from "./unreachable_error";

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
  /** Largest difference between a weight and its code, as a share of its tile's scale. */
  readonly rounding_floor: number;
  readonly problems: readonly string[];
}

export type SnapshotKind = "weights" | "gradients" | "statistics";

export interface SnapshotsRequest {
  readonly run: string;
  readonly kind: SnapshotKind;
  readonly after?: number;
  /** Only these; all where it is left out. */
  readonly steps?: readonly number[];
}

export interface NeighborsRequest {
  readonly run: string;
  readonly parameter: string;
  readonly row: number;
  readonly step: number;
}

export interface Neighbor {
  readonly row: number;
  readonly label: string | null;
  readonly distance: number;
}

export type MovementValue = "distance" | "neighbor_change";

export interface MovementRequest {
  readonly run: string;
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  /** How many rows are listed. */
  readonly limit: number;
  /** Which number of every row is wanted, beside the list. */
  readonly values?: MovementValue;
}

export interface RowMovement {
  readonly row: number;
  readonly label: string | null;
  /** Euclidean, in full width; 0 where rounding alone could have made it. */
  readonly distance: number;
  /** Share of its neighbours that are others; null for a row that has none. */
  readonly neighbor_change: number | null;
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

export interface CloudRequest {
  readonly runs: readonly string[];
  readonly parameter: string;
  readonly after?: number;
  readonly basis?: string;
  /** Principal components where it is left out; `first`: the first three columns, for which nothing is fitted. */
  readonly projection?: "pca" | "first";
  /** Only these; all where it is left out. */
  readonly steps?: readonly number[];
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
}

/** What a run went through. */
export interface PhaseReport {
  readonly verdict: string;
  readonly sentence: string;
  readonly phases: readonly Finding[];
  readonly events: readonly Finding[];
}

/** TensorBoard answered, and what it answered is a refusal. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Requests reject with `UnreachableError`, `RefusedError`, `DecodeError`, or, given up, with the signal's reason. */
export interface Api {
  runs(signal: AbortSignal): Promise<readonly RunInfo[]>;
  cloud(request: CloudRequest, signal: AbortSignal): Promise<Safetensors>;
  snapshots(request: SnapshotsRequest, signal: AbortSignal): Promise<Safetensors>;
  /** The ten nearest rows by cosine, nearest first. */
  neighbors(request: NeighborsRequest, signal: AbortSignal): Promise<readonly Neighbor[]>;
  movement(request: MovementRequest, signal: AbortSignal): Promise<Movement>;
  scalarTags(run: string, signal: AbortSignal): Promise<ScalarTags>;
  scalar(run: string, tag: string, signal: AbortSignal): Promise<ScalarSeries>;
  phases(run: string, signal: AbortSignal): Promise<PhaseReport>;
}

/** Talks to the routes below `base`, the address of the plugin's own folder. */
export function createApi(base: URL): Api {
  async function get(route: string, parameters: URLSearchParams, signal: AbortSignal): Promise<Response> {
    const url = new URL(route, base);
    url.search = parameters.toString();
    const response = await arrived(fetch(url, { signal }), signal);
    if (!response.ok) {
      throw new RefusedError(response.status, await refusal(response));
    }
    return response;
  }

  async function tensors(route: string, parameters: URLSearchParams, signal: AbortSignal): Promise<Safetensors> {
    const response = await get(route, parameters, signal);
    return decodeSafetensors(await arrived(response.arrayBuffer(), signal));
  }

  /** An answer that has a list of this name. */
  async function object<T>(
    route: string,
    words: Readonly<Record<string, string>>,
    list: string,
    signal: AbortSignal,
  ): Promise<T> {
    const response = await get(route, new URLSearchParams(words), signal);
    return readObject(await arrived(response.text(), signal), list) as T;
  }

  return {
    async runs(signal) {
      const response = await get("runs", new URLSearchParams(), signal);
      return readList<RunInfo>(await arrived(response.text(), signal), "runs");
    },
    cloud({ runs, parameter, projection = "pca", ...rest }, signal) {
      const parameters = new URLSearchParams({ parameter, projection });
      for (const run of runs) {
        parameters.append("run", run);
      }
      return tensors("cloud", withOptions(parameters, rest), signal);
    },
    snapshots({ run, kind, ...rest }, signal) {
      return tensors("snapshots", withOptions(new URLSearchParams({ run, kind }), rest), signal);
    },
    async neighbors({ run, parameter, row, step }, signal) {
      const parameters = new URLSearchParams({ run, parameter, row: String(row), step: String(step) });
      const response = await get("neighbors", parameters, signal);
      return readList<Neighbor>(await arrived(response.text(), signal), "neighbors");
    },
    movement: ({ run, parameter, ...rest }, signal) => {
      const words = Object.entries(rest).map(([name, value]) => [name, String(value)] as const);
      return object<Movement>("movement", { run, parameter, ...Object.fromEntries(words) }, "rows", signal);
    },
    scalarTags: (run, signal) => object<ScalarTags>("scalars", { run }, "tags", signal),
    scalar: (run, tag, signal) => object<ScalarSeries>("scalars", { run, tag }, "values", signal),
    phases: (run, signal) => object<PhaseReport>("phases", { run }, "phases", signal),
  };
}

/** What the network brings; tells a server that is gone from a request that was given up. */
async function arrived<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw signal.aborted ? error : new UnreachableError(String(error), { cause: error });
  }
}

/** Adds the arguments that are given; a list stands in one argument, separated by commas. */
function withOptions(
  parameters: URLSearchParams,
  options: Readonly<Record<string, string | number | readonly number[] | undefined>>,
): URLSearchParams {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  return parameters;
}

function readList<T>(text: string, name: string): readonly T[] {
  return readObject(text, name)[name] as readonly T[];
}

/** An object of JSON that has a list of this name. */
function readObject(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const object = JSON.parse(text) as Record<string, unknown>;
    if (Array.isArray(object[name])) {
      return object;
    }
  } catch (error) {
    throw new DecodeError(`the list of ${name} is no JSON: ${String(error)}`, { cause: error });
  }
  throw new DecodeError(`the list of ${name} is missing`);
}

/** The server's own words; never empty, though a proxy may say nothing. */
async function refusal(response: Response): Promise<string> {
  const status = `HTTP ${response.status} ${response.statusText}`.trim();
  try {
    const body = (await response.json()) as { error?: { message?: string } };
    return body.error?.message ?? status;
  } catch {
    return status;
  }
}
