/** Keeps the store in step with the server: polls while somebody looks, asks for clouds when the choice changes. */

import { effect, untracked } from "@preact/signals";
import { type Api, RefusedError, type RunInfo } from "../api";
import { DecodeError } from "../decode";
import { type Disposable, DisposableStore } from "../disposables";
import { UnreachableError } from "../unreachable_error";
import { type CloudHistory, extended, isPrefix, lastStep, readCloudAnswer } from "./history";
import { loadRowLabels } from "./network/row_labels";
import { loadNetwork } from "./network/sync";
import { type Clouds, receiveClouds, receiveRuns, type Store } from "./state";

export const POLL_INTERVAL_MS = 3000;
/** A connection that has died without a word is given up after so long; no honest answer takes as much. */
export const LONGEST_ANSWER_MS = 120_000;

/** What a proxy says where it does not reach TensorBoard, and TensorBoard where it does not reach its data. */
const OUT_OF_REACH: readonly number[] = [502, 503, 504];

interface Wanted {
  readonly parameter: string;
  readonly runs: readonly RunInfo[];
}

/** Starts to poll; ends with `dispose`. */
export function startSync(store: Store, api: Api): Disposable {
  const disposables = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  let refreshedMs = 0;

  /** Loads what the view in front needs; true where there is more of it. */
  async function loadView(signal: AbortSignal): Promise<boolean> {
    const needsNetwork = store.choices.peek().view !== "embeddings" || store.choices.peek().selected !== null;
    if (store.choices.peek().view === "embeddings") {
      await loadClouds(store, api, signal);
    }
    if (!needsNetwork || signal.aborted) {
      return false;
    }
    const isIncomplete = await loadNetwork(store, { api, signal, onRequest: waitLonger });
    if (!(isIncomplete || signal.aborted)) {
      await loadRowLabels(store, api, signal);
    }
    return isIncomplete;
  }

  function waitLonger(): void {
    clearTimeout(timer);
    timer = setTimeout(giveUp, LONGEST_ANSWER_MS);
  }

  async function round(refreshRuns: boolean): Promise<void> {
    stop();
    abort = new AbortController();
    const { signal } = abort;
    let isIncomplete = false;
    waitLonger();
    try {
      isIncomplete = await load(refreshRuns, signal);
    } catch (error) {
      if (!signal.aborted) {
        report(store, error);
      }
    }
    if (!signal.aborted) {
      clearTimeout(timer);
      timer = setTimeout(() => void round(!isIncomplete || isDue()), isIncomplete ? 0 : POLL_INTERVAL_MS);
    }
  }

  /** Loads what is new, or some of it; true where there is more. */
  async function load(refreshRuns: boolean, signal: AbortSignal): Promise<boolean> {
    if (refreshRuns) {
      refreshedMs = performance.now();
      await loadRuns(store, api, signal);
    }
    const isIncomplete = signal.aborted ? false : await loadView(signal);
    if (!signal.aborted) {
      store.connection.value = "connected";
      store.refusal.value = "";
    }
    return isIncomplete;
  }

  /** While a long history is being loaded, news are looked for as often as ever. */
  function isDue(): boolean {
    return performance.now() - refreshedMs >= POLL_INTERVAL_MS;
  }

  function giveUp(): void {
    store.connection.value = "lost";
    void round(true);
  }

  function stop(): void {
    clearTimeout(timer);
    abort.abort();
  }

  disposables.defer(
    effect(() => {
      if (store.visible.value) {
        untracked(() => void round(true));
      } else {
        stop();
      }
    }),
  );
  let wanted: string | undefined;
  disposables.defer(
    effect(() => {
      const { view, selected } = store.choices.value;
      const names = store.shownRuns.value.map(({ name }) => name);
      const key = JSON.stringify([view, view === "embeddings" ? store.parameter.value : selected !== null, names]);
      const changed = wanted !== undefined && wanted !== key;
      wanted = key;
      if (changed && store.visible.peek()) {
        untracked(() => void round(false));
      }
    }),
  );
  disposables.defer(stop);
  return disposables;
}

async function loadRuns(store: Store, api: Api, signal: AbortSignal): Promise<void> {
  const runs = await api.runs(signal);
  if (!signal.aborted) {
    receiveRuns(store, inNaturalOrder(runs));
  }
}

function inNaturalOrder(runs: readonly RunInfo[]): readonly RunInfo[] {
  return [...runs].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

async function loadClouds(store: Store, api: Api, signal: AbortSignal): Promise<void> {
  const wanted = wantedClouds(store);
  if (wanted === null) {
    store.clouds.value = null;
    return;
  }
  const held = store.clouds.peek();
  const grown = held !== null && isBeginning(held, wanted) ? await withNews(held, wanted, api, signal) : null;
  if (signal.aborted || (grown !== null && grown === held)) {
    return;
  }
  if (grown !== null) {
    receiveClouds(store, grown, false);
    return;
  }
  const { parameter, runs } = wanted;
  const answer = await api.cloud({ runs: runs.map(({ name }) => name), parameter }, signal);
  if (!signal.aborted) {
    receiveClouds(store, { parameter, ...readCloudAnswer(answer, runs) }, true);
  }
}

/** Whether these clouds are those wanted, as far as they go. */
function isBeginning({ parameter, histories }: Clouds, wanted: Wanted): boolean {
  return (
    parameter === wanted.parameter &&
    histories.length === wanted.runs.length &&
    wanted.runs.every(({ name, steps }, index) => {
      const history = histories[index];
      return history !== undefined && history.run === name && isPrefix(history, steps);
    })
  );
}

/** Clouds with what their runs have logged since; the same where that is nothing, null where it does not fit to them. */
async function withNews(held: Clouds, { runs }: Wanted, api: Api, signal: AbortSignal): Promise<Clouds | null> {
  const histories = await Promise.all(
    held.histories.map((history, index) => {
      const run = runs[index];
      const isOld = run === undefined || (run.steps.at(-1) ?? Number.NEGATIVE_INFINITY) <= lastStep(history);
      return isOld ? history : continued(history, run, held, api, signal);
    }),
  );
  const fitting = histories.filter((history) => history !== null);
  if (fitting.length < histories.length) {
    return null;
  }
  return fitting.some((history, index) => history !== held.histories[index]) ? { ...held, histories: fitting } : held;
}

/** A history with its run's newer snapshots; null where the server places them otherwise, or they have other rows. */
async function continued(
  history: CloudHistory,
  run: RunInfo,
  { parameter, basis }: Clouds,
  api: Api,
  signal: AbortSignal,
): Promise<CloudHistory | null> {
  const last = lastStep(history);
  const after = Number.isFinite(last) ? { after: last } : {};
  const answer = readCloudAnswer(await api.cloud({ runs: [run.name], parameter, basis, ...after }, signal), [run]);
  const [newer] = answer.histories;
  if (newer === undefined || newer.snapshots.length === 0) {
    return history;
  }
  return answer.basis === basis && hasSameRows(history, newer) ? extended(history, newer) : null;
}

function hasSameRows({ rowIds }: CloudHistory, other: CloudHistory): boolean {
  return rowIds.length === other.rowIds.length && rowIds.every((row, index) => row === other.rowIds[index]);
}

function wantedClouds(store: Store): Wanted | null {
  const parameter = store.parameter.peek();
  const runs = store.shownRuns.peek().filter(({ clouds }) => parameter !== null && clouds.includes(parameter));
  return parameter === null || runs.length === 0 ? null : { parameter, runs };
}

function report(store: Store, error: unknown): void {
  const isRefused = error instanceof RefusedError;
  if (error instanceof UnreachableError || (isRefused && OUT_OF_REACH.includes(error.status))) {
    store.connection.value = "lost";
    return;
  }
  store.connection.value = "connected";
  if (isRefused) {
    store.refusal.value = error.message;
  } else if (error instanceof DecodeError) {
    store.refusal.value = `The server's answer could not be read: ${error.message}.`;
  } else {
    store.refusal.value = `The page made a mistake: ${String(error)}.`;
  }
}
