/** What the Network view and the charts show: loaded histories, what of them is shown, and how it is laid out. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Neighbor, RunInfo } from "../../answers";
import type { NeighborsRequest } from "../../api";
import { type BuildingPlan, planBuilding } from "../building/plan";
import { type Choices, shownQuantity } from "../choices";
import { forgetOthers } from "../forget";
import { createNavigation, type NavigationStore } from "../navigation/state";
import type { Refusal } from "../refusal";
import { commonRange } from "./coloring";
import type { NetworkHistory } from "./history";
import { type Moment, momentsOf } from "./quantities";
import type { RowLabels } from "./row_labels";
import { shownParameters } from "./visibility";

/** The cell under the pointer, by its place in the tile. */
export interface CellHover {
  readonly history: number;
  readonly slab: number;
  readonly row: number;
  readonly column: number;
  /** Where the pointer is, in CSS pixels of the view. */
  readonly x: number;
  readonly y: number;
}

/** Where the camera is to fly: to a parameter or a part of it, to all of a module, or, with an empty path, to the model. */
export interface Focus {
  /** A parameter's name, or the path of a module: `transformer.h.3.attn`. */
  readonly path: string;
  readonly part: string | null;
  /** Whether a view that is opened later flies there, too. */
  readonly isLasting?: boolean;
}

/** The neighbours of the selected row; what was known before stands until there is news. */
export interface Neighborhood {
  readonly of: NeighborsRequest;
  /** Nearest first. */
  readonly neighbors: readonly Neighbor[];
  /** Why there are none; null where there are. */
  readonly problem: Refusal | null;
}

export interface NetworkStore {
  /** Of the runs that are shown and have parameters, in their order; null until the first answer. */
  readonly histories: Signal<readonly NetworkHistory[] | null>;
  /** Whether snapshots that are wanted are still to come. */
  readonly isIncomplete: Signal<boolean>;
  readonly hover: Signal<CellHover | null>;
  /** The latest wish; every new object is a new one. */
  readonly focus: Signal<Focus | null>;
  /** Null where no row is selected that has neighbours, and until the first answer. */
  readonly neighborhood: Signal<Neighborhood | null>;
  /** Labels of rows, by run and parameter. */
  readonly rowLabels: Signal<ReadonlyMap<string, RowLabels>>;
  /** For each history: the numbers of the parameters that pass the filters. */
  readonly shown: ReadonlySignal<readonly ReadonlySet<number>[]>;
  readonly plans: ReadonlySignal<readonly BuildingPlan[]>;
  /** For each history: when it can be shown in the chosen quantity. */
  readonly moments: ReadonlySignal<readonly (readonly Moment[])[]>;
  /** The history that differences are taken from. */
  readonly reference: ReadonlySignal<NetworkHistory | null>;
  /** The value at which colours are full where all slabs share one scale. */
  readonly commonRange: ReadonlySignal<number>;
  /** Cells that are drawn, of all panes. */
  readonly cells: ReadonlySignal<number>;
  readonly navigation: NavigationStore;
}

/** A network store with nothing loaded. */
export function createNetwork(choices: ReadonlySignal<Choices>): NetworkStore {
  const histories = signal<readonly NetworkHistory[] | null>(null);
  const loaded = computed(() => histories.value ?? []);
  const hiddenKinds = computed(() => choices.value.hiddenKinds);
  const layers = computed(() => choices.value.layers);
  const parameterFilter = computed(() => choices.value.parameterFilter);
  const quantity = computed(() => shownQuantity(choices.value));
  const referenceName = computed(() => choices.value.reference);

  // Live runs bring a new description with each poll; what is laid out depends on the parameters alone.
  const shownCache = new Map<string, { readonly key: string; readonly shown: ReadonlySet<number> }>();
  const shown = computed(() => {
    const filter = {
      hiddenKinds: hiddenKinds.value,
      layers: layers.value,
      parameterFilter: parameterFilter.value,
    };
    forgetOthers(shownCache, new Set(loaded.value.map(({ run }) => run.name)));
    return loaded.value.map(({ run }) => same(shownCache, run, shownParameters(run, filter)));
  });
  const planCache = new WeakMap<ReadonlySet<number>, BuildingPlan>();
  const plans = computed(() =>
    loaded.value.map(({ run }, index) => {
      const its = shown.value[index] ?? new Set<number>();
      const plan = planCache.get(its) ?? planBuilding(run, its);
      planCache.set(its, plan);
      return plan;
    }),
  );
  const reference = computed(
    () => loaded.value.find(({ run }) => run.name === referenceName.value) ?? loaded.value[0] ?? null,
  );
  const alignment = computed(() => choices.value.alignment);
  const against = computed(() =>
    reference.value === null ? null : { history: reference.value, alignment: alignment.value },
  );
  const moments = computed(() =>
    loaded.value.map((history) =>
      momentsOf(history, quantity.value, quantity.value === "difference" ? against.value : null),
    ),
  );
  // Where nobody watches it, a computed value would go on holding snapshots for which there is no room any more.
  for (const ofSnapshots of [against, moments]) {
    ofSnapshots.subscribe(() => undefined);
  }
  const focus = signal<Focus | null>(null);
  return {
    histories,
    isIncomplete: signal(false),
    hover: signal<CellHover | null>(null),
    rowLabels: signal<ReadonlyMap<string, RowLabels>>(new Map()),
    neighborhood: signal<Neighborhood | null>(null),
    focus,
    shown,
    plans,
    moments,
    reference,
    commonRange: computed(() => commonRange(loaded.value, moments.value, shown.value)),
    cells: computed(() => plans.value.reduce((sum, plan) => sum + plan.cells, 0)),
    navigation: createNavigation({ histories: loaded, shown, choices, focus }),
  };
}

function same(
  cache: Map<string, { readonly key: string; readonly shown: ReadonlySet<number> }>,
  run: RunInfo,
  shown: ReadonlySet<number>,
): ReadonlySet<number> {
  const key = `${run.parameters.map(({ name, tile_offset }) => `${name} ${tile_offset}`).join()}|${[...shown].join()}`;
  const known = cache.get(run.name);
  if (known?.key === key) {
    return known.shown;
  }
  cache.set(run.name, { key, shown });
  return shown;
}
