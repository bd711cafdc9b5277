/** Which table tells what the picture shows just now. */

import { computed, type ReadonlySignal, untracked } from "@preact/signals";
import { type ShownQuantity, shownQuantity } from "../choices";
import { bracketOf } from "../history";
import { isMovementColor } from "../movement/values";
import { labelsKey } from "../network/row_labels";
import { selectedSlabs } from "../network/selection";
import { selectedPoints } from "../point_selection";
import type { Store } from "../state";
import { cellsTable } from "./cells";
import { overTimeTable, parametersTable } from "./parameters";
import { pointsTable } from "./points";
import type { Table } from "./table";

/** What the user wants to read. */
export interface TableChoice {
  /** The first run that is shown where it is null or gone. */
  readonly run: string | null;
  /** Whether the cells of the selected slab, instead of all parameters. */
  readonly isOfCells: boolean;
}

/** What a table is of. */
export type TableSubject =
  | { readonly kind: "points"; readonly parameter: string }
  | { readonly kind: "parameters" }
  | { readonly kind: "statistic"; readonly statistic: string }
  | {
      readonly kind: "cells";
      readonly parameter: string;
      readonly part: string | null;
      readonly quantity: ShownQuantity;
    };

export interface ShownTable {
  readonly table: Table;
  readonly subject: TableSubject;
  readonly run: string;
  /** Of the snapshot whose numbers stand there; null where there is none. */
  readonly step: number | null;
}

/** The runs that a table can be of. */
export function tableRuns({ choices, clouds, network }: Store): readonly string[] {
  return choices.value.view === "embeddings"
    ? (clouds.value?.histories ?? []).map(({ run }) => run)
    : (network.histories.value ?? []).map(({ run }) => run.name);
}

/** The table of the view in front. It is made anew where its numbers are others, not with every frame of a film. */
export function followTable(store: Store, choice: ReadonlySignal<TableChoice>): ReadonlySignal<ShownTable | null> {
  const number = computed(() => Math.max(0, tableRuns(store).indexOf(choice.value.run ?? "")));
  const isOfCells = computed(() => choice.value.isOfCells);
  const nearest = computed(() => nearestOf(store, snapshotsOf(store, number.value, isOfCells.value)));
  return computed(() => {
    const at = nearest.value;
    switch (store.choices.value.view) {
      case "embeddings":
        return points(store, number.value, at);
      case "network":
        return isOfCells.value ? cells(store, number.value, at) : parameters(store, number.value, at);
      case "charts":
        return overTime(store, number.value, at);
    }
  });
}

type Snapshots = ReadonlyArray<{ readonly step: number }>;

function snapshotsOf({ choices, clouds, network }: Store, number: number, isOfCells: boolean): Snapshots {
  const { view } = choices.value;
  if (view === "embeddings") {
    return clouds.value?.histories[number]?.snapshots ?? [];
  }
  const isOfMoments = view === "network" && isOfCells;
  return (isOfMoments ? network.moments.value[number] : network.histories.value?.[number]?.statistics) ?? [];
}

/** The number of the snapshot nearest to what is shown. */
function nearestOf(store: Store, snapshots: Snapshots): number {
  const { before, after, fraction } = bracketOf(snapshots, store.stepOf(snapshots));
  return fraction < 0.5 ? before : after;
}

function points(
  { clouds, choices, runs, movement, comparison, network }: Store,
  number: number,
  at: number,
): ShownTable | null {
  const history = clouds.value?.histories[number];
  const snapshot = history?.snapshots[at];
  const parameter = clouds.value?.parameter;
  if (history === undefined || snapshot === undefined || parameter === undefined) {
    return null;
  }
  const { colorBy, selected } = choices.value;
  const values = movement.values.value[number];
  const neighborhood = network.neighborhood.value;
  const isKnown = neighborhood?.of.run === history.run && neighborhood.of.parameter === parameter;
  const table = pointsTable({
    history,
    parameter,
    snapshot,
    selected: selectedPoints(clouds.value, selected, runs.value ?? [])[number] ?? -1,
    movement: isMovementColor(colorBy) && values !== null && values !== undefined ? { color: colorBy, values } : null,
    // How far the others are is read at the playhead, which moves with every frame.
    differences: untracked(() => comparison.differences(number, snapshot)),
    neighbors: isKnown ? neighborhood.neighbors : null,
  });
  return { table, subject: { kind: "points", parameter }, run: history.run, step: snapshot.step };
}

function parameters({ network, choices }: Store, number: number, at: number): ShownTable | null {
  const history = network.histories.value?.[number];
  const shown = network.shown.value[number];
  if (history === undefined || shown === undefined) {
    return null;
  }
  const snapshot = history.statistics[at];
  const table = parametersTable({ history, shown, selected: choices.value.selected }, snapshot);
  return { table, subject: { kind: "parameters" }, run: history.run.name, step: snapshot?.step ?? null };
}

function overTime({ network, choices }: Store, number: number, at: number): ShownTable | null {
  const history = network.histories.value?.[number];
  const shown = network.shown.value[number];
  if (history === undefined || shown === undefined) {
    return null;
  }
  const { statistic, selected } = choices.value;
  const step = history.statistics[at]?.step ?? null;
  const table = overTimeTable({ history, shown, selected }, statistic, step ?? Number.NaN);
  return { table, subject: { kind: "statistic", statistic }, run: history.run.name, step };
}

/** The cells of the selected slab; null where none is selected. */
function cells({ network, choices }: Store, number: number, at: number): ShownTable | null {
  const history = network.histories.value?.[number];
  const plan = network.plans.value[number];
  const moment = network.moments.value[number]?.[at];
  if (history === undefined || plan === undefined || moment === undefined) {
    return null;
  }
  const { selected } = choices.value;
  const [picked] = selectedSlabs(history, plan, selected);
  const slab = plan.slabs[picked?.slab ?? -1];
  if (slab === undefined) {
    return null;
  }
  const labels = network.rowLabels.value.get(labelsKey(history.run, slab.name));
  return {
    table: cellsTable({ history, slab, tiles: moment.tiles(), labels, selected }),
    subject: { kind: "cells", parameter: slab.name, part: slab.part, quantity: shownQuantity(choices.value) },
    run: history.run.name,
    step: moment.step,
  };
}

/** Whether a slab is selected whose cells can be read. */
export function hasCells({ choices, network }: Store): boolean {
  const { view, selected } = choices.value;
  return (
    view === "network" &&
    network.plans.value.some(({ slabs }) => slabs.some(({ name }) => name === selected?.parameter))
  );
}
