/** Labels of rows: which token a row of an embedding stands for. Asked for once a run, in an answer as small as it can be. */

import type { RunInfo } from "../../answers";
import { type Api, RefusedError } from "../../api";
import { withoutOthers } from "../forget";
import { readCloudAnswer } from "../history";
import type { Store } from "../state";

/** The labels of the logged rows of one parameter, by the row's number in the full matrix. */
export type RowLabels = ReadonlyMap<number, string>;

/** What tells the labels of two parameters, or of two logs of the same, apart. */
export function labelsKey({ name, steps }: Pick<RunInfo, "name" | "steps">, parameter: string): string {
  return JSON.stringify([name, steps[0] ?? null, parameter]);
}

/** Asks for the labels that shown runs have and the store lacks; those of other runs are forgotten. */
export async function loadRowLabels(store: Store, api: Api, signal: AbortSignal): Promise<void> {
  const labeled = store.shownRuns
    .peek()
    .flatMap((run) =>
      run.cloud_layouts
        .filter((layout) => layout.labeled)
        .map(({ parameter }) => ({ run, parameter, key: labelsKey(run, parameter) })),
    );
  const known = withoutOthers(store.network.rowLabels.peek(), new Set(labeled.map(({ key }) => key)));
  const found = await Promise.all(
    labeled
      .filter(({ key }) => !known.has(key))
      .map(async ({ run, parameter, key }) => [key, await labelsOf(run, parameter, api, signal)] as const),
  );
  if (!signal.aborted) {
    store.network.rowLabels.value = found.length === 0 ? known : new Map([...known, ...found]);
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
