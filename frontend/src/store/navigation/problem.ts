/** Why a picture of the network would be empty although everything is there. Pure. */

import type { ShownQuantity, View } from "../choices";
import type { NetworkHistory } from "../network/history";

export type NetworkProblem = "filtered" | "no_gradients" | "one_run";

export interface Situation {
  readonly view: View;
  readonly quantity: ShownQuantity;
  readonly histories: readonly NetworkHistory[];
  readonly shown: readonly ReadonlySet<number>[];
}

/** What stands in the way of a picture; null where nothing does. */
export function networkProblem({ view, quantity, histories, shown }: Situation): NetworkProblem | null {
  if (view === "embeddings" || histories.length === 0) {
    return null;
  }
  if (shown.every(({ size }) => size === 0)) {
    return "filtered";
  }
  if (view === "network" && quantity === "gradient" && !hasGradients(histories)) {
    return "no_gradients";
  }
  return view === "network" && quantity === "difference" && histories.length < 2 ? "one_run" : null;
}

/** Whether any of the runs logs gradients. */
export function hasGradients(histories: readonly Pick<NetworkHistory, "run">[]): boolean {
  return histories.some(({ run }) => run.kinds.includes("gradients"));
}
