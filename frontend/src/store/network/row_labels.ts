/** Labels of rows: which token a row of an embedding stands for. Asked for once a run, in an answer as small as it can be. */

import type { RunInfo } from "../../answers";
import { type Api, RefusedError } from "../../api";
import { readCloudAnswer } from "../history";
import type { Store } from "../state";

/** The labels of the logged rows of one parameter, by the row's number in the full matrix. */
export type RowLabels = ReadonlyMap<number, string>;

/** What tells the labels of two parameters, or of two logs of the same, apart. */
export function labelsKey({ name, steps }: Pick<RunInfo, "name" | "steps">, parameter: string): string {
  return JSON.stringify([name, steps[0] ?? null, parameter]);
}

/** Asks for the labels that shown runs have and the store lacks. */
export async function loadRowLabels(store: Store, api: Api, signal: AbortSignal): Promise<void> {
  const known = store.network.rowLabels.peek();
  const wanted = store.shownRuns
    .peek()
    .flatMap((run) =>
      run.cloud_layouts
        .filter(({ labeled, parameter }) => labeled && !known.has(labelsKey(run, parameter)))
        .map(({ parameter }) => ({ run, parameter })),
    );
  const found = await Promise.all(
    wanted.map(async ({ run, parameter }) => ({
      key: labelsKey(run, parameter),
      labels: await labelsOf(run, parameter, api, signal),
    })),
  );
  if (found.length > 0 && !signal.aborted) {
    store.network.rowLabels.value = new Map([...known, ...found.map(({ key, labels }) => [key, labels] as const)]);
  }
}

/** The labels in an answer about a single step, without the work of fitting axes; none where the server refuses. */
async function labelsOf(run: RunInfo, parameter: string, api: Api, signal: AbortSignal): Promise<RowLabels> {
  const steps = run.steps.slice(-1);
  try {
    const answer = await api.cloud({ runs: [run.name], parameter, projection: "first", steps }, signal);
    const [history] = readCloudAnswer(answer, [run]).histories;
    const labels = history?.labels ?? [];
    return new Map(labels.map((label, index) => [history?.rowIds[index] ?? -1, label]));
  } catch (error) {
    if (error instanceof RefusedError) {
      return new Map();
    }
    throw error;
  }
}
