/** Whether there is a picture, and if not why. Pure. */

import type { RunInfo } from "../answers";
import type { View } from "./choices";
import type { Clouds } from "./history";
import type { NetworkHistory } from "./network/history";

export type Status = "loading" | "empty" | "ready" | "error";

export interface Known {
  /** Why nothing can be drawn, or something has no answer; empty and null where all is well. */
  readonly problems: { readonly drawing: string; readonly refusal: object | null };
  readonly connection: "fresh" | "connected" | "lost";
  readonly view: View;
  readonly runs: readonly RunInfo[] | null;
  readonly shown: readonly RunInfo[];
  readonly parameter: string | null;
  readonly clouds: Pick<Clouds, "parameter"> | null;
  readonly histories: readonly NetworkHistory[] | null;
}

/** The page's status, as far as it is known. */
export function statusOf(known: Known): Status {
  // What was loaded stays, unless something else is wanted by now.
  if (known.problems.drawing !== "" || (known.problems.refusal !== null && !(isLoaded(known) && isWanted(known)))) {
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

function isWanted({ view, clouds, parameter, histories, shown }: Known): boolean {
  if (view === "embeddings") {
    return clouds?.parameter === parameter;
  }
  const names = new Set(histories?.map(({ run }) => run.name));
  return shown.some(({ name }) => names.has(name));
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
