/** Which snapshots are not kept, since there is no room for them. Pure. */

import type { SnapshotKind } from "../api";
import type { Quantity, View } from "./choices";
import { stepsWithRows } from "./cloud_thinning";
import type { CloudHistory } from "./history";
import type { NetworkHistory } from "./network/history";
import { mostSnapshotsOf } from "./network/room";
import { keptSteps } from "./thinning";

export interface Held {
  readonly view: View;
  readonly quantity: Quantity;
  readonly clouds: readonly CloudHistory[];
  readonly networks: readonly NetworkHistory[];
  readonly limitBytes: number;
  /** Steps that have a snapshot. */
  readonly kept: readonly number[];
}

/** Steps at which something was logged that the view in front would show, ascending. */
export function leftOutSteps(held: Held): readonly number[] {
  const kept = new Set(held.kept);
  const steps = held.view === "embeddings" ? held.clouds.flatMap(stepsWithRows) : leftOutOfNetworks(held);
  return [...new Set(steps)].filter((step) => !kept.has(step)).sort((a, b) => a - b);
}

function leftOutOfNetworks({ view, quantity, networks, limitBytes }: Held): readonly number[] {
  const kind = kindOf(view, quantity);
  const most = mostSnapshotsOf(
    networks.map(({ run }) => run),
    kind,
    limitBytes,
  );
  return networks.flatMap(({ run, absent }) => {
    // What is to come is not left out.
    const wanted = new Set(keptSteps(run.steps, most));
    return run.kinds.includes(kind) ? run.steps.filter((step) => !(wanted.has(step) || absent[kind].has(step))) : [];
  });
}

function kindOf(view: View, quantity: Quantity): SnapshotKind {
  if (view === "charts") {
    return "statistics";
  }
  return quantity === "gradient" ? "gradients" : "weights";
}
