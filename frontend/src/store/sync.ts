/** Keeps the store in step with the server: polls while somebody looks, asks for clouds when the choice changes. */

import { effect, untracked } from "@preact/signals";
import type { RunInfo } from "../answers";
import { type Api, isOutOfReach } from "../api";
import { type Disposable, DisposableStore } from "../disposables";
import { receiveRuns } from "./arrivals";
import { loadClouds } from "./cloud_sync";
import { loadRowLabels } from "./network/row_labels";
import { loadNetwork } from "./network/sync";
import { refusalOf } from "./refusal";
import { followRest } from "./resting_step";
import { retryPauseMs } from "./retry_pause";
import type { Store } from "./state";
import { TimelineSync } from "./timeline/sync";

export const POLL_INTERVAL_MS = 3000;
/** A connection that has died without a word is given up after so long; no honest answer takes as much. */
export const LONGEST_ANSWER_MS = 120_000;
/** After so long without an answer the page says so, and goes on waiting. */
export const SILENCE_MS = 20_000;
/** A list of thousands of runs takes a server seconds: it is left in peace for so many times as long, within bounds. */
export const PEACE = 4;
export const LONGEST_PEACE_MS = 30_000;

/** Starts to poll; ends with `dispose`. */
export function startSync(store: Store, api: Api): Disposable {
  const disposables = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();
  let refreshedMs = 0;
  let listingMs = 0;
  let failures = 0;
  const timeline = new TimelineSync(store, api);
  disposables.add(followRest(store));

  /** Loads what the view in front needs; true where there is more of it. */
  async function loadView(signal: AbortSignal): Promise<boolean> {
    const needsNetwork = untracked(() => isNetworkNeeded(store));
    const needsClouds = store.choices.peek().view === "embeddings";
    const lacksClouds = needsClouds && (await loadClouds(store, api, signal));
    const lacksNetwork =
      needsNetwork && !signal.aborted && (await loadNetwork(store, { api, signal, onRequest: waitLonger }));
    if (needsNetwork && !(lacksNetwork || signal.aborted)) {
      await loadRowLabels(store, api, signal);
    }
    return lacksClouds || lacksNetwork;
  }

  function waitLonger(): void {
    // A list that takes long each time is no silence.
    const silenceMs = Math.min(Math.max(SILENCE_MS, 2 * listingMs), LONGEST_ANSWER_MS);
    clearTimeout(timer);
    timer = setTimeout(() => {
      tellOfSilence();
      timer = setTimeout(giveUp, LONGEST_ANSWER_MS - silenceMs);
    }, silenceMs);
  }

  /** A page that has shown nothing yet says that it is loading. */
  function tellOfSilence(): void {
    if (store.connection.peek() === "connected") {
      store.connection.value = "lost";
    }
  }

  async function round(refreshRuns: boolean): Promise<void> {
    stop();
    abort = new AbortController();
    const { signal } = abort;
    let isIncomplete = false;
    waitLonger();
    try {
      isIncomplete = await load(refreshRuns, signal);
      failures = signal.aborted ? failures : 0;
    } catch (error) {
      if (!signal.aborted) {
        failures += 1;
        report(store, error);
      }
    }
    if (!signal.aborted) {
      clearTimeout(timer);
      timer = setTimeout(() => void round(!isIncomplete || isDue()), isIncomplete ? 0 : pollIntervalMs());
    }
  }

  /** Loads what is new, or some of it; true where there is more. */
  async function load(refreshRuns: boolean, signal: AbortSignal): Promise<boolean> {
    // What is wrong is over when the server says so, not when nothing more is asked of it.
    if (refreshRuns || store.connection.peek() === "lost" || store.refusal.peek() !== null) {
      refreshedMs = performance.now();
      await loadRuns(store, api, signal);
      listingMs = performance.now() - refreshedMs;
    }
    const isIncomplete = signal.aborted ? false : await loadView(signal);
    if (!signal.aborted) {
      waitLonger();
    }
    // The picture does without, and its own news are not kept waiting.
    let beside: unknown = null;
    if (!(isIncomplete || signal.aborted)) {
      beside = await timeline.load(signal);
    }
    if (!signal.aborted) {
      store.connection.value = "connected";
      store.refusal.value = beside === null ? null : refusalOf(beside);
    }
    return isIncomplete;
  }

  /** While a long history is being loaded, news are looked for as often as ever. */
  function isDue(): boolean {
    return performance.now() - refreshedMs >= pollIntervalMs();
  }

  /** Longer where the machine or the server can hardly keep up, and where there was no answer. */
  function pollIntervalMs(): number {
    const intervalMs = Math.max(
      POLL_INTERVAL_MS * store.detail.peek().pollFactor,
      Math.min(LONGEST_PEACE_MS, PEACE * listingMs),
    );
    return failures === 0 ? intervalMs : Math.max(intervalMs, retryPauseMs(failures));
  }

  function giveUp(): void {
    failures += 1;
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
  let reloads = store.reloads.peek();
  disposables.defer(
    effect(() => {
      const isNew = store.reloads.value !== reloads;
      reloads = store.reloads.value;
      // A tab that nobody sees asks when somebody does. What is under way is given up: it may be a connection that has died.
      if (isNew && store.visible.peek()) {
        untracked(() => void round(true));
      }
    }),
  );
  let wanted: string | undefined;
  disposables.defer(
    effect(() => {
      const { view, scalar } = store.choices.value;
      const names = store.shownRuns.value.map(({ name }) => name);
      const parameter = view === "embeddings" ? store.parameter.value : null;
      const room = [store.memory.limitBytes.value, ...denseStretch(store)];
      const key = JSON.stringify([view, parameter, isNetworkNeeded(store), names, scalar, room]);
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

/** Where snapshots are to be dense; nowhere where all of them are kept. */
function denseStretch({ memory, dense }: Store): readonly number[] {
  return memory.logged.value.leftOut.length === 0 ? [] : [dense.value.count, dense.value.near];
}

/** Whether anything in sight speaks of all parameters. */
function isNetworkNeeded({ choices, movement }: Store): boolean {
  const { view, selected } = choices.value;
  return view !== "embeddings" || selected !== null || movement.isOpen.value;
}

async function loadRuns(store: Store, api: Api, signal: AbortSignal): Promise<void> {
  const runs = await api.runs(signal);
  if (!signal.aborted) {
    receiveRuns(store, inNaturalOrder(runs));
  }
}

/** Made once: of thousands of names, to compare each pair by itself takes seconds. */
const NATURAL = new Intl.Collator(undefined, { numeric: true });

function inNaturalOrder(runs: readonly RunInfo[]): readonly RunInfo[] {
  return [...runs].sort((a, b) => NATURAL.compare(a.name, b.name));
}

function report(store: Store, error: unknown): void {
  if (isOutOfReach(error)) {
    store.connection.value = "lost";
    return;
  }
  store.connection.value = "connected";
  store.refusal.value = refusalOf(error);
}
