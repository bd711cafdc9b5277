/** Which snapshots are not kept, since there is no room for them. Pure. */

import type { SnapshotKind } from "../api";
import type { ShownQuantity, View } from "./choices";
import { stepsWithRows } from "./cloud_thinning";
import { type Laid, type Span, spanOf } from "./comparison/alignment";
import type { CloudHistory } from "./history";
import type { NetworkHistory } from "./network/history";
import { keepOf, type Room } from "./network/room";
import { keptSteps } from "./thinning";

export interface Held extends Room {
  readonly view: View;
  readonly quantity: ShownQuantity;
  readonly clouds: readonly CloudHistory[];
  readonly networks: readonly NetworkHistory[];
  /** Steps of the axis that have a snapshot. */
  readonly kept: readonly number[];
  /** How a run of this span is laid along the axis. */
  laid(span: Span | null): Laid;
}

/** What there is of the view in front. */
export interface Logged {
  /** How many snapshots there are: those that are kept, those to come, and those for which there is no room. */
  readonly count: number;
  /** Steps of those for which there is no room, ascending. */
  readonly leftOut: readonly number[];
}

/** How many snapshots the view in front could show if there were room for all, and which are left out. */
export function loggedSteps(held: Held): Logged {
  const { logged, wanted } = held.view === "embeddings" ? ofClouds(held) : ofNetworks(held);
  const kept = new Set([...held.kept, ...wanted]);
  const all = new Set([...held.kept, ...logged]);
  return { count: all.size, leftOut: [...all].filter((step) => !kept.has(step)).sort((a, b) => a - b) };
}

interface Steps {
  readonly logged: readonly number[];
  /** Those that are kept, or will be when they are there. */
  readonly wanted: readonly number[];
}

function ofClouds({ clouds, laid }: Held): Steps {
  const logged = clouds.flatMap((cloud) => {
    const span = spanOf(cloud.snapshots.map(({ step }) => step));
    return stepsWithRows(cloud).map(laid(span).onAxis);
  });
  return { logged, wanted: [] };
}

function ofNetworks({ view, quantity, networks, laid, ...room }: Held): Steps {
  const kind = kindOf(view, quantity);
  const having = networks.filter(({ run }) => run.kinds.includes(kind));
  const keep = keepOf(
    networks.map(({ run }) => run),
    kind,
    room,
  );
  return {
    logged: having.flatMap(({ run, absent }) => {
      const steps = run.steps.filter((step) => !absent[kind].has(step));
      return steps.map(laid(spanOf(steps)).onAxis);
    }),
    wanted: having.flatMap(({ run, absent }) => {
      const steps = run.steps.filter((step) => !absent[kind].has(step));
      return keptSteps(run.steps, keep).map(laid(spanOf(steps)).onAxis);
    }),
  };
}

function kindOf(view: View, quantity: ShownQuantity): SnapshotKind {
  if (view === "charts") {
    return "statistics";
  }
  return quantity === "gradient" ? "gradients" : "weights";
}
