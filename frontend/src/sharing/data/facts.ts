/** What the page shows of a run, as far as an export can hold it. */

import type { Parameter, RunInfo } from "../../answers";
import { spanOf } from "../../store/comparison/alignment";
import { findParameter, nearestSnapshot } from "../../store/inspection/subject";
import { shownParameters } from "../../store/network/visibility";
import { selectedPoints } from "../../store/point_selection";
import type { Store } from "../../store/state";
import { trailedPoints } from "../../store/trails";
import type { Facts, Look } from "./choice";

/** The runs that something can be exported of, those that are shown. */
export function exportableRuns(store: Store): readonly RunInfo[] {
  return store.shownRuns.value.filter(({ parameters, steps }) => parameters.length > 0 && steps.length > 0);
}

/** The run that comes first to mind: the one in which something is selected, or else the first. */
export function likelyRun(store: Store): RunInfo | undefined {
  const runs = exportableRuns(store);
  return runs.find(({ name }) => name === store.choices.value.selected?.run) ?? runs[0];
}

/** What is shown of a run while the playhead is at a step of the axis. */
export function factsOf(store: Store, run: RunInfo, axisStep: number): Facts {
  return {
    run,
    step: shownStep(store, run, axisStep),
    parameter: parameterOf(store, run),
    rows: rowsOf(store, run),
    shown: shownParameters(run, store.choices.value),
  };
}

export function lookOf({ choices }: Store): Look {
  const { view, quantity } = choices.value;
  return { view, isGradient: quantity === "gradient" };
}

/** The snapshot that is shown: the latest, or, where the picture moves between them, the nearest. */
function shownStep(store: Store, { steps }: RunInfo, axisStep: number): number {
  const step = store.laid(spanOf(steps)).onRun(axisStep);
  const shown = store.choices.value.settings.interpolation
    ? nearestSnapshot(
        steps.map((other) => ({ step: other })),
        step,
      )?.step
    : steps.findLast((other) => other <= step);
  return shown ?? steps.at(-1) ?? 0;
}

function parameterOf({ choices, parameter }: Store, run: RunInfo): Parameter | null {
  const { view, selected } = choices.value;
  const name = view === "embeddings" ? parameter.value : selected?.parameter;
  return run.parameters[findParameter(run, name ?? "")] ?? null;
}

/** The rows whose points are selected or draw trails, as this run numbers them. */
function rowsOf({ choices, clouds, shownRuns }: Store, { name }: RunInfo): readonly number[] {
  const loaded = clouds.value;
  const { view, selected, trailed } = choices.value;
  const index = loaded?.histories.findIndex(({ run }) => run === name) ?? -1;
  const rowIds = loaded?.histories[index]?.rowIds;
  if (view !== "embeddings" || rowIds === undefined) {
    return [];
  }
  const points = [
    selectedPoints(loaded, selected, shownRuns.value)[index] ?? -1,
    ...(trailedPoints(loaded, trailed, shownRuns.value)[index] ?? []),
  ];
  const rows = points.flatMap((point) => rowIds[point] ?? []);
  return [...new Set(rows)].sort((a, b) => a - b);
}
