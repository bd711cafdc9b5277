/** The plugin's routes, typed. The one place that fetches. */

import { decodeSafetensors, type Safetensors } from "./decode";

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

export interface Api {
  runs(signal: AbortSignal): Promise<readonly RunInfo[]>;
  cloud(request: CloudRequest, signal: AbortSignal): Promise<Safetensors>;
}

/** Talks to the routes below `base`, the address of the plugin's own folder. */
export function createApi(base: URL): Api {
  async function get(route: string, parameters: URLSearchParams, signal: AbortSignal): Promise<Response> {
    const url = new URL(route, base);
    url.search = parameters.toString();
    const response = await fetch(url, { signal });
    if (!response.ok) {
      throw new RefusedError(response.status, await refusal(response));
    }
    return response;
  }

  return {
    async runs(signal) {
      const response = await get("runs", new URLSearchParams(), signal);
      return ((await response.json()) as { runs: RunInfo[] }).runs;
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
      return decodeSafetensors(await response.arrayBuffer());
    },
  };
}

async function refusal(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { error?: { message?: string } };
    return body.error?.message ?? response.statusText;
  } catch {
    return response.statusText;
  }
}
