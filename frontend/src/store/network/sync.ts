/** Brings the runs' parameters: first what is looked at, then the rest ever finer, as far as memory goes. */

import type { RunInfo } from "../../answers";
import type { Api, SnapshotKind } from "../../api";
import { receiveNetwork } from "../arrivals";
import { newestStartMs } from "../sessions";
import type { Store } from "../state";
import { denseSteps, keptSteps, loadingOrder } from "../thinning";
import {
  emptyHistory,
  layoutKey,
  merged,
  type NetworkHistory,
  readStatistics,
  readTiles,
  type StatisticsSnapshot,
  type TileSnapshot,
} from "./history";
import { keepOf, type Room, snapshotBytes } from "./room";

/** In the order in which they are needed: tiles have their scales in the statistics. */
const KINDS = ["statistics", "weights", "gradients"] as const;
/** So much of a kind is asked for at once: a second on a slow line, and taken in within two frames. */
const REQUEST_BYTES = 4_000_000;

/** How the requests are made, and whether they are still wanted. */
export interface Line {
  readonly api: Api;
  readonly signal: AbortSignal;
  /** Called before each request. */
  onRequest(): void;
}

/**
 * Loads some of what the shown runs lack; true where there is more to load. What a run cannot be given costs no other one
 * anything; it rejects in the end with the first of such errors.
 */
export async function loadNetwork(store: Store, line: Line): Promise<boolean> {
  const errors: unknown[] = [];
  const runs = store.shownRuns.peek().filter(({ parameters }) => parameters.length > 0);
  const held = store.network.histories.peek() ?? [];
  const start = runs.map((run) =>
    thinned(
      store,
      runs,
      continued(
        held.find((history) => history.run.name === run.name),
        run,
      ),
    ),
  );
  const load = async (
    shorter: readonly NetworkHistory[],
    ...kinds: readonly SnapshotKind[]
  ): Promise<readonly NetworkHistory[]> => {
    const longer = await Promise.all(
      shorter.map(async (history) => {
        const wanted = kinds.map((kind) => fetched(history, kind, nextBatch(store, runs, history, kind), line));
        const outcomes = await Promise.allSettled(wanted);
        errors.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
        return withParts(
          history,
          outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : [])),
        );
      }),
    );
    if (!line.signal.aborted) {
      publish(store, longer);
    }
    return longer;
  };
  publish(store, start);
  const scaled = await load(start, "statistics");
  // The first picture comes before everything else.
  const hasPicture = scaled.every(({ weights }) => weights.length > 0);
  const histories = hasPicture
    ? await load(scaled, "weights", "gradients")
    : await load(await load(scaled, "weights"), "gradients");
  const isIncomplete = histories.some((history) =>
    KINDS.some((kind) => nextBatch(store, runs, history, kind).length > 0),
  );
  if (!line.signal.aborted) {
    store.network.isIncomplete.value = isIncomplete;
  }
  if (errors.length > 0) {
    throw errors[0];
  }
  return isIncomplete;
}

/** What is held of a run; nothing where it was resumed, which may have replaced steps, or where its layout is another. */
function continued(history: NetworkHistory | undefined, run: RunInfo): NetworkHistory {
  if (history === undefined || layoutKey(history.run) !== layoutKey(run)) {
    return emptyHistory(run);
  }
  const known = new Set(run.steps);
  const last = history.run.steps.at(-1) ?? Number.NEGATIVE_INFINITY;
  const wasReplaced =
    newestStartMs(history.run.sessions) !== newestStartMs(run.sessions) ||
    history.run.steps.some((step) => !known.has(step)) ||
    run.steps.filter((step) => step <= last).length !== history.run.steps.length;
  return wasReplaced ? emptyHistory(run) : { ...history, run };
}

function publish(store: Store, histories: readonly NetworkHistory[]): void {
  const held = store.network.histories.peek();
  const isSame =
    held !== null &&
    held.length === histories.length &&
    histories.every((history, index) => isEqual(history, held[index]));
  if (!isSame) {
    receiveNetwork(store, histories);
  }
}

function isEqual(history: NetworkHistory, held: NetworkHistory | undefined): boolean {
  return (
    held !== undefined &&
    history.statistics === held.statistics &&
    history.weights === held.weights &&
    history.gradients === held.gradients &&
    KINDS.every((kind) => history.absent[kind].size === held.absent[kind].size) &&
    history.run.name === held.run.name &&
    history.run.steps.length === held.run.steps.length
  );
}

/** The steps to ask for next; none where everything that is to be kept is there. */
function nextBatch(
  store: Store,
  runs: readonly RunInfo[],
  history: NetworkHistory,
  kind: SnapshotKind,
): readonly number[] {
  if (!history.run.kinds.includes(kind)) {
    return [];
  }
  const { run } = history;
  const keep = keepOf(runs, kind, roomOf(store));
  const wanted = keptSteps(run.steps, keep);
  const there = new Set([...history[kind].map(({ step }) => step), ...history.absent[kind]]);
  // Tiles without their statistics have no scale.
  const scaled = kind === "statistics" ? null : new Set(history.statistics.map(({ step }) => step));
  const missing = wanted.filter((step) => !there.has(step) && (scaled === null || scaled.has(step)));
  const lacking = new Set(missing);
  const near = denseSteps(run.steps, keep).filter((step) => lacking.has(step));
  const ordered = [...new Set([...near, ...loadingOrder(missing)])];
  const isFirst = history[kind].length === 0 && kind !== "statistics";
  // One snapshot makes a picture; the film can follow.
  return ordered.slice(0, isFirst ? 1 : Math.max(1, Math.floor(REQUEST_BYTES / Math.max(1, snapshotBytes(run, kind)))));
}

/** How many snapshots of a run there will be when everything is loaded, those of all kinds. */
export function wantedCount(store: Store, runs: readonly RunInfo[], run: RunInfo): number {
  const kinds = KINDS.filter((kind) => run.kinds.includes(kind));
  return kinds.reduce((sum, kind) => sum + keptSteps(run.steps, keepOf(runs, kind, roomOf(store))).length, 0);
}

function roomOf({ memory, dense }: Store): Room {
  return { limitBytes: memory.limitBytes.peek(), dense: dense.peek() };
}

/** A history without the snapshots for which there is no room any more. */
function thinned(store: Store, runs: readonly RunInfo[], history: NetworkHistory): NetworkHistory {
  const keep = <T extends { readonly step: number }>(snapshots: readonly T[], kind: SnapshotKind): readonly T[] => {
    const wanted = new Set(keptSteps(history.run.steps, keepOf(runs, kind, roomOf(store))));
    const kept = snapshots.filter(({ step }) => wanted.has(step));
    return kept.length === snapshots.length ? snapshots : kept;
  };
  return {
    ...history,
    statistics: keep(history.statistics, "statistics"),
    weights: keep(history.weights, "weights"),
    gradients: keep(history.gradients, "gradients"),
  };
}

/** What an answer brought; no snapshots where nothing was asked for. */
interface Part {
  readonly kind: SnapshotKind;
  readonly snapshots: readonly (StatisticsSnapshot | TileSnapshot)[];
  /** Steps that were asked for and have none of it. */
  readonly absent: readonly number[];
}

async function fetched(
  { run, statistics }: NetworkHistory,
  kind: SnapshotKind,
  steps: readonly number[],
  { api, signal, onRequest }: Line,
): Promise<Part> {
  if (steps.length === 0 || signal.aborted) {
    return { kind, snapshots: [], absent: [] };
  }
  onRequest();
  const file = await api.snapshots({ run: run.name, kind, steps }, signal);
  const snapshots =
    kind === "statistics" ? readStatistics(run, file, steps) : readTiles(run, kind, file, statistics, steps);
  const found = new Set(snapshots.map(({ step }) => step));
  return { kind, snapshots, absent: steps.filter((step) => !found.has(step)) };
}

function withParts(history: NetworkHistory, parts: readonly Part[]): NetworkHistory {
  let longer = history;
  for (const { kind, snapshots, absent } of parts) {
    longer = {
      ...longer,
      [kind]: merged<StatisticsSnapshot | TileSnapshot>(longer[kind], snapshots),
      absent: { ...longer.absent, [kind]: new Set([...longer.absent[kind], ...absent]) },
    };
  }
  return longer;
}
