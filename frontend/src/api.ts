/** The plugin's routes, typed. The one place that fetches. */

import { DecodeError, decodeSafetensors, type Safetensors } from "./decode";
import { UnreachableError } from "./unreachable_error";

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: string;
  readonly layer: number | null;
}

export interface RunInfo {
  readonly name: string;
  readonly steps: readonly number[];
  readonly parameters: readonly Parameter[];
  readonly clouds: readonly string[];
  readonly problems: readonly string[];
}

export interface CloudRequest {
  readonly runs: readonly string[];
  readonly parameter: string;
  readonly after?: number;
  readonly basis?: string;
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

  return {
    async runs(signal) {
      const response = await get("runs", new URLSearchParams(), signal);
      return readRuns(await arrived(response.text(), signal));
    },
    async cloud({ runs, parameter, after, basis }, signal) {
      const parameters = new URLSearchParams({ parameter, projection: "pca" });
      for (const run of runs) {
        parameters.append("run", run);
      }
      if (after !== undefined) {
        parameters.set("after", String(after));
      }
      if (basis !== undefined) {
        parameters.set("basis", basis);
      }
      const response = await get("cloud", parameters, signal);
      return decodeSafetensors(await arrived(response.arrayBuffer(), signal));
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

function readRuns(text: string): readonly RunInfo[] {
  try {
    const { runs } = JSON.parse(text) as { runs?: unknown };
    if (Array.isArray(runs)) {
      return runs;
    }
  } catch (error) {
    throw new DecodeError(`the list of runs is no JSON: ${String(error)}`, { cause: error });
  }
  throw new DecodeError("the list of runs is missing");
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
