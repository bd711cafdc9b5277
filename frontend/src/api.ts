/** The plugin's routes, typed. The one place that fetches. */

import { INSIGHTS, MOVEMENT, NEIGHBORS, PHASES, RUNS, SCALAR, SCALAR_TAGS } from "./answer_shapes";
import type { InsightReport, Movement, Neighbor, PhaseReport, RunInfo, ScalarSeries, ScalarTags } from "./answers";
import { DecodeError, decodeSafetensors, type Safetensors } from "./decode";
import type { OnBytes, ReceivedFile } from "./received_file";
import type { Shape } from "./shapes";
import { UnreachableError } from "./unreachable_error";

export type SnapshotKind = "weights" | "gradients" | "statistics";

export interface SnapshotsRequest {
  readonly run: string;
  readonly kind: SnapshotKind;
  readonly after?: number;
  /** Only these; all where it is left out. */
  readonly steps?: readonly number[];
}

export type MovementValue = "distance" | "neighbor_change";

export interface NeighborsRequest {
  readonly run: string;
  readonly parameter: string;
  readonly row: number;
  readonly step: number;
}

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

export const EXPORT_KINDS = ["statistics", "weights", "gradients", "rows", "row_statistics"] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export const EXPORT_FORMATS = ["csv", "json", "npz", "safetensors"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  readonly run: string;
  readonly format: ExportFormat;
  /** `400`, or `0-400` for all logged ones between; all where it is left out. */
  readonly steps?: string;
  /** Names or patterns; all where they are left out. */
  readonly parameters?: readonly string[];
  readonly kinds: readonly ExportKind[];
  /** Of rows only these. */
  readonly rows?: readonly number[];
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

/** What a proxy says where it does not reach TensorBoard, and TensorBoard where it does not reach its data. */
const OUT_OF_REACH: readonly number[] = [502, 503, 504];

/** Whether nobody answered who could know. */
export function isOutOfReach(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof RefusedError && OUT_OF_REACH.includes(error.status));
}

/** Whether asking again is of no use: what was asked for is not there. A server that failed may do better the next time. */
export function isLasting(error: unknown): boolean {
  return error instanceof RefusedError && error.status < 500;
}

/** An answer, or null where it is a refusal: where the rest is worth having without it. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedError) {
      return null;
    }
    throw error;
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
  insights(run: string, signal: AbortSignal): Promise<InsightReport>;
}

/** Files that the server makes while it sends them. */
export interface Exports {
  /** A file, received whole; rejects also with `BrokenOffError`. */
  exportFile(request: ExportRequest, onBytes: OnBytes, signal: AbortSignal): Promise<ReceivedFile>;
  /** The address from which the browser itself can download the file; rejects where the server refuses to make it. */
  exportAddress(request: ExportRequest, signal: AbortSignal): Promise<URL>;
}

export interface RowsRequest {
  readonly run: string;
  readonly parameter: string;
  readonly steps: readonly number[];
}

/** What the server gives beside: not needed to show a run, but to take it along in an exported page. */
export interface PageSource extends Api {
  /** Rows in full width: `steps`, `rows/<parameter>` and `row_ids/<parameter>`. */
  rows(request: RowsRequest, signal: AbortSignal): Promise<Safetensors>;
  /** One of the page's own files, by its place below the plugin's folder. */
  asset(path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** All that the server can do. */
export interface Server extends PageSource, Exports {}

/** Talks to the routes below `base`, the address of the plugin's own folder. */
export function createApi(base: URL): Server {
  async function get(route: string, parameters: URLSearchParams, signal: AbortSignal): Promise<Response> {
    const url = new URL(route, base);
    url.search = parameters.toString();
    const response = await arrived(fetch(url, { signal }), signal);
    if (!response.ok) {
      throw new RefusedError(response.status, await refusal(response));
    }
    return response;
  }

  function exportUrl({ run, format, kinds, steps, parameters = [], rows }: ExportRequest): URL {
    const words = withOptions(new URLSearchParams({ run, format, kinds: kinds.join() }), { steps, rows });
    for (const name of parameters) {
      words.append("parameters", name);
    }
    const url = new URL("export", base);
    url.search = words.toString();
    return url;
  }

  async function tensors(route: string, parameters: URLSearchParams, signal: AbortSignal): Promise<Safetensors> {
    const response = await get(route, parameters, signal);
    return decodeSafetensors(await arrived(response.arrayBuffer(), signal));
  }

  /** An answer in JSON, of this form. */
  async function object<T>(
    route: string,
    words: Readonly<Record<string, string>>,
    shape: Shape,
    signal: AbortSignal,
  ): Promise<T> {
    const response = await get(route, new URLSearchParams(words), signal);
    return readObject(route, await arrived(response.text(), signal), shape) as T;
  }

  return {
    async runs(signal) {
      return (await object<{ readonly runs: readonly RunInfo[] }>("runs", {}, RUNS, signal)).runs;
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
      const words = { run, parameter, row: String(row), step: String(step) };
      return (await object<{ readonly neighbors: readonly Neighbor[] }>("neighbors", words, NEIGHBORS, signal))
        .neighbors;
    },
    movement: ({ run, parameter, ...rest }, signal) => {
      const words = Object.entries(rest).map(([name, value]) => [name, String(value)] as const);
      return object<Movement>("movement", { run, parameter, ...Object.fromEntries(words) }, MOVEMENT, signal);
    },
    scalarTags: (run, signal) => object<ScalarTags>("scalars", { run }, SCALAR_TAGS, signal),
    scalar: (run, tag, signal) => object<ScalarSeries>("scalars", { run, tag }, SCALAR, signal),
    async exportFile(request, onBytes, signal) {
      const url = exportUrl(request);
      const response = await get("export", url.searchParams, signal);
      const { receiveFile } = await import("./received_file");
      return receiveFile(response, onBytes, signal);
    },
    async exportAddress(request, signal) {
      const url = exportUrl(request);
      const head = await arrived(fetch(url, { method: "HEAD", signal }), signal);
      if (!head.ok) {
        // The answer to HEAD has no words; a refusal makes no file.
        await get("export", url.searchParams, signal);
      }
      return url;
    },
    phases: (run, signal) => object<PhaseReport>("phases", { run }, PHASES, signal),
    insights: (run, signal) => object<InsightReport>("insights", { run }, INSIGHTS, signal),
    rows({ run, parameter, steps }, signal) {
      const words = new URLSearchParams({ run, format: "safetensors", kinds: "rows", steps: String(steps) });
      words.append("parameters", parameter);
      return tensors("export", words, signal);
    },
    async asset(path, signal) {
      const response = await get(path, new URLSearchParams(), signal);
      return new Uint8Array(await arrived(response.arrayBuffer(), signal));
    },
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

/** Throws `DecodeError` where a text is no JSON, or JSON of another form. */
function readObject(route: string, text: string, shape: Shape): unknown {
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch (error) {
    throw new DecodeError(`“${route}” is no JSON: ${String(error)}`, { cause: error });
  }
  const wrong = shape(object);
  if (wrong !== null) {
    throw new DecodeError(`“${route}” is not as it should be${wrong === "" ? "" : `, at ${wrong}`}`);
  }
  return object;
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
