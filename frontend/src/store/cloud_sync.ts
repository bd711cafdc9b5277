/** Brings the clouds of the parameter that is shown: all of them, or as many as the memory has room for, and what is new. */

import type { RunInfo } from "../answers";
import type { Api } from "../api";
import { receiveClouds } from "./arrivals";
import { missingSteps, mostCloudSnapshots, thinned } from "./cloud_thinning";
import {
  type AskedRun,
  type CloudHistory,
  type Clouds,
  extended,
  isPrefix,
  lastStep,
  readCloudAnswer,
} from "./history";
import type { Store } from "./state";
import { type Keep, keptSteps, loadingOrder } from "./thinning";

/** So many steps stand in one address. */
const MOST_STEPS_ASKED = 2000;

interface Wanted {
  readonly parameter: string;
  readonly runs: readonly RunInfo[];
  /** What of each run is kept. */
  readonly keep: Keep;
}

/** How the requests are made, and whether they are still wanted. */
interface Line {
  readonly api: Api;
  readonly signal: AbortSignal;
}

/** Loads what the clouds that are wanted lack; true where there is more of it. */
export async function loadClouds(store: Store, api: Api, signal: AbortSignal): Promise<boolean> {
  const wanted = wantedClouds(store);
  if (wanted === null) {
    store.clouds.value = null;
    return false;
  }
  const line = { api, signal };
  const held = store.clouds.peek();
  const grown = held !== null && isBeginning(held, wanted) ? await withNews(held, wanted, line) : null;
  if (signal.aborted) {
    return false;
  }
  if (grown !== null) {
    if (grown !== held) {
      receiveClouds(store, grown, false);
    }
    return isIncomplete(grown, wanted);
  }
  const clouds = await allAnew(wanted, line);
  if (signal.aborted) {
    return false;
  }
  receiveClouds(store, clouds, true);
  return isIncomplete(clouds, wanted);
}

function wantedClouds(store: Store): Wanted | null {
  const parameter = store.parameter.peek();
  if (parameter === null) {
    return null;
  }
  const runs = store.shownRuns.peek().filter(({ clouds }) => clouds.includes(parameter));
  const most = mostCloudSnapshots(runs, parameter, store.memory.limitBytes.peek());
  return runs.length === 0 ? null : { parameter, runs, keep: { most, dense: store.dense.peek() } };
}

async function allAnew({ parameter, runs, keep }: Wanted, { api, signal }: Line): Promise<Clouds> {
  const names = runs.map(({ name }) => name);
  if (runs.every((run) => keptSteps(run.steps, keep) === run.steps)) {
    const answer = readCloudAnswer(await api.cloud({ runs: names, parameter }, signal), runs);
    return { parameter, ...answer };
  }
  const kept = new Set(runs.flatMap((run) => keptSteps(run.steps, keep)));
  const asked = new Set(batchOf([...kept].sort((a, b) => a - b)));
  const steps = [...asked].sort((a, b) => a - b);
  const file = await api.cloud({ runs: names, parameter, steps }, signal);
  const { basis, histories } = readCloudAnswer(
    file,
    runs.map((run) =>
      selectionOf(
        run,
        run.steps.filter((step) => asked.has(step)),
      ),
    ),
  );
  return { parameter, basis, histories: histories.map((history) => thinned(history, keep)) };
}

/** Whether these clouds are those wanted, as far as they go. */
function isBeginning({ parameter, histories }: Clouds, wanted: Wanted): boolean {
  return (
    parameter === wanted.parameter &&
    histories.length === wanted.runs.length &&
    wanted.runs.every((run, index) => {
      const history = histories[index];
      return history !== undefined && history.run === run.name && isPrefix(history, run);
    })
  );
}

/** Whether snapshots that have room are still to come, other than what is logged meanwhile. */
function isIncomplete({ histories }: Clouds, { runs, keep }: Wanted): boolean {
  return histories.some((history, index) => missingSteps(history, runs[index]?.steps ?? [], keep).older.length > 0);
}

/** Clouds with what their runs have logged since; the same where that is nothing, null where it does not fit to them. */
async function withNews(held: Clouds, { runs, keep }: Wanted, line: Line): Promise<Clouds | null> {
  const histories = await Promise.all(
    held.histories.map(async (history, index) => {
      const run = runs[index];
      const longer = run === undefined ? history : await continued(history, run, { clouds: held, keep, line });
      return longer === null ? null : thinned(longer, keep);
    }),
  );
  const fitting = histories.filter((history) => history !== null);
  if (fitting.length < histories.length) {
    return null;
  }
  return fitting.some((history, index) => history !== held.histories[index]) ? { ...held, histories: fitting } : held;
}

/** A history with what it lacks of its run; null where the server places it otherwise, or it has other rows. */
async function continued(
  history: CloudHistory,
  run: RunInfo,
  { clouds: { parameter, basis }, keep, line }: { readonly clouds: Clouds; readonly keep: Keep; readonly line: Line },
): Promise<CloudHistory | null> {
  const { about, words } = questionFor(history, run, keep);
  if (about.asked?.length === 0) {
    return history;
  }
  const file = await line.api.cloud({ runs: [run.name], parameter, basis, ...words }, line.signal);
  const answer = readCloudAnswer(file, [about]);
  const [other] = answer.histories;
  if (other === undefined || (other.snapshots.length === 0 && !("steps" in words))) {
    return history;
  }
  return answer.basis === basis && hasSameRows(history, other) ? extended(history, other) : null;
}

interface Question {
  readonly about: AskedRun;
  readonly words: { readonly steps?: readonly number[]; readonly after?: number };
}

/** What to ask of a run: what has room again, else what is new. */
function questionFor(history: CloudHistory, run: RunInfo, keep: Keep): Question {
  const last = lastStep(history);
  const { older, newer } = missingSteps(history, run.steps, keep);
  const isAllThatIsNew = newer.length === run.steps.filter((step) => step > last && !history.absent.has(step)).length;
  if (older.length === 0 && isAllThatIsNew) {
    const { name, steps, sessions } = run;
    return { about: { name, steps, sessions, asked: newer }, words: Number.isFinite(last) ? { after: last } : {} };
  }
  const asked = batchOf(older.length > 0 ? older : newer);
  return { about: selectionOf(run, asked), words: { steps: asked } };
}

/** A run that is asked for some of its steps; the newest of them may still be on its way. */
function selectionOf({ name, steps, sessions }: RunInfo, asked: readonly number[]): AskedRun {
  return { name, steps, sessions, asked, settledBefore: steps.at(-1) ?? Number.NEGATIVE_INFINITY };
}

/** As many steps as can be asked for at once, spread evenly. */
function batchOf(steps: readonly number[]): readonly number[] {
  return steps.length <= MOST_STEPS_ASKED
    ? steps
    : [...loadingOrder(steps).slice(0, MOST_STEPS_ASKED)].sort((a, b) => a - b);
}

function hasSameRows({ rowIds }: CloudHistory, other: CloudHistory): boolean {
  return rowIds.length === other.rowIds.length && rowIds.every((row, index) => row === other.rowIds[index]);
}
