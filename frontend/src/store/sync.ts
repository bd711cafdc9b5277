/** Keeps the store in step with the server: polls while somebody looks, asks for clouds when the choice changes. */

import { effect, untracked } from "@preact/signals";
import { type Api, RefusedError, type RunInfo } from "../api";
import { DecodeError } from "../decode";
import { type Disposable, DisposableStore } from "../disposables";
import { type CloudHistory, extended, isPrefix, lastStep, readCloudAnswer } from "./history";
import { receiveClouds, receiveRuns, type Store } from "./state";

export const POLL_INTERVAL_MS = 3000;

interface Wanted {
  readonly parameter: string;
  readonly runs: readonly RunInfo[];
}

/** Starts to poll; ends with `dispose`. */
export function startSync(store: Store, api: Api): Disposable {
  const disposables = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();

  async function round(refreshRuns: boolean): Promise<void> {
    clearTimeout(timer);
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    try {
      if (refreshRuns) {
        receiveRuns(store, inNaturalOrder(await api.runs(signal)));
      }
      if (!signal.aborted) {
        await loadClouds(store, api, signal);
      }
      if (!signal.aborted) {
        store.connection.value = "connected";
        store.refusal.value = "";
      }
    } catch (error) {
      if (!signal.aborted) {
        report(store, error);
      }
    }
    if (!signal.aborted && store.visible.peek()) {
      timer = setTimeout(() => void round(true), POLL_INTERVAL_MS);
    }
  }

  disposables.defer(
    effect(() => {
      if (store.visible.value) {
        untracked(() => void round(true));
      } else {
        clearTimeout(timer);
        abort.abort();
      }
    }),
  );
  let wanted: string | undefined;
  disposables.defer(
    effect(() => {
      const key = JSON.stringify([store.parameter.value, store.shownRuns.value.map(({ name }) => name)]);
      const changed = wanted !== undefined && wanted !== key;
      wanted = key;
      if (changed) {
        untracked(() => void round(false));
      }
    }),
  );
  disposables.defer(() => {
    clearTimeout(timer);
    abort.abort();
  });
  return disposables;
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
  const names = wanted.runs.map(({ name }) => name);
  const held = store.clouds.peek();
  const kept =
    held !== null &&
    held.parameter === wanted.parameter &&
    held.histories.length === names.length &&
    held.histories.every((history, index) => {
      const run = wanted.runs[index];
      return run !== undefined && history.run === run.name && isPrefix(history, run.steps);
    });
  if (!kept) {
    const answer = readCloudAnswer(await api.cloud({ runs: names, parameter: wanted.parameter }, signal));
    if (!signal.aborted) {
      receiveClouds(store, { parameter: wanted.parameter, ...answer }, true);
    }
    return;
  }
  const histories = await Promise.all(
    held.histories.map((history, index) => withNews(history, wanted.runs[index], held, api, signal)),
  );
  if (!signal.aborted && histories.some((history, index) => history !== held.histories[index])) {
    receiveClouds(store, { ...held, histories }, false);
  }
}

/** A history with what its run has logged since; the same one where there is nothing new. */
async function withNews(
  history: CloudHistory,
  run: RunInfo | undefined,
  { parameter, basis }: { parameter: string; basis: string },
  api: Api,
  signal: AbortSignal,
): Promise<CloudHistory> {
  const after = lastStep(history);
  if (run === undefined || (run.steps.at(-1) ?? after) <= after) {
    return history;
  }
  const answer = readCloudAnswer(await api.cloud({ runs: [run.name], parameter, after, basis }, signal));
  const [newer] = answer.histories;
  return newer === undefined || newer.snapshots.length === 0 ? history : extended(history, newer);
}

function wantedClouds(store: Store): Wanted | null {
  const parameter = store.parameter.peek();
  const runs = store.shownRuns.peek().filter(({ clouds }) => parameter !== null && clouds.includes(parameter));
  return parameter === null || runs.length === 0 ? null : { parameter, runs };
}

function report(store: Store, error: unknown): void {
  if (error instanceof RefusedError && error.status < 500) {
    store.refusal.value = error.message;
  } else if (error instanceof DecodeError) {
    store.refusal.value = `The server's answer could not be read: ${error.message}.`;
  } else {
    store.connection.value = "lost";
  }
}
