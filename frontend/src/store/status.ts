/** Whether there is a picture, and if not why. Pure. */

import type { RunInfo } from "../answers";
import type { View } from "./choices";
import type { NetworkHistory } from "./network/history";

export type Status = "loading" | "empty" | "ready" | "error";

export interface Known {
  /** Nothing can be drawn, or the server refuses. */
  readonly hasProblem: boolean;
  readonly connection: "fresh" | "connected" | "lost";
  readonly view: View;
  readonly runs: readonly RunInfo[] | null;
  readonly shown: readonly RunInfo[];
  readonly parameter: string | null;
  readonly clouds: object | null;
  readonly histories: readonly NetworkHistory[] | null;
}

/** The page's status, as far as it is known. */
export function statusOf(known: Known): Status {
  if (known.hasProblem) {
    return "error";
  }
  if (known.runs === null) {
    return known.connection === "lost" ? "error" : "loading";
  }
  if (known.view === "embeddings" ? known.parameter === null : known.shown.every(hasNothing)) {
    return "empty";
  }
  return isLoaded(known) ? "ready" : "loading";
}

function hasNothing({ parameters }: RunInfo): boolean {
  return parameters.length === 0;
}

function isLoaded({ view, clouds, histories }: Known): boolean {
  switch (view) {
    case "embeddings":
      return clouds !== null;
    case "network":
      return histories?.some(({ weights }) => weights.length > 0) ?? false;
    case "charts":
      return histories?.some(({ statistics }) => statistics.length > 0) ?? false;
  }
}
