/** How the runs that are shown are compared, and what follows from it for the picture. */

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Choices, View } from "../choices";
import type { Range } from "../framing";
import type { CloudHistory, CloudSnapshot } from "../history";
import type { NetworkHistory } from "../network/history";
import type { Pane } from "../panes";
import type { Alignment } from "./alignment";
import { arrangedPanes, type Compare, possibleCompare } from "./compare";
import { knownDistances, knownMatch } from "./known_rows";
import { type Beside, distances, placeBeside, type RowMatch } from "./rows";

export interface ComparisonStore {
  /** Names of the runs that the view in front has, in the order of their histories. */
  readonly names: ReadonlySignal<readonly string[]>;
  /** How the runs of the view in front are compared: as chosen, where that is possible. */
  readonly compare: ReadonlySignal<Compare>;
  /** Of the histories of the view in front, the number of the one that differences are taken from. */
  readonly reference: ReadonlySignal<number>;
  /** Where each history of the view in front is drawn. */
  readonly panes: ReadonlySignal<readonly Pane[]>;
  /** For each cloud which rows it shares with that of the reference; none unless differences are shown. */
  readonly rowMatches: ReadonlySignal<readonly RowMatch[]>;
  /** How far each point of a snapshot lies from the reference's at that time; null unless differences are shown. */
  differences(history: number, snapshot: CloudSnapshot): Float32Array | null;
  /** The step at which the reference is taken where a cloud is at a step; null unless differences of clouds are shown. */
  referenceStep(history: number, step: number): number | null;
  /** From no distance to one that hardly any is larger than; null unless differences are shown. */
  readonly differenceRange: ReadonlySignal<Range | null>;
}

/** What a comparison is made of. */
export interface Compared {
  readonly choices: ReadonlySignal<Choices>;
  readonly view: ReadonlySignal<View>;
  readonly alignment: ReadonlySignal<Alignment>;
  readonly clouds: ReadonlySignal<readonly CloudHistory[]>;
  readonly networks: ReadonlySignal<readonly NetworkHistory[] | null>;
  readonly viewSize: ReadonlySignal<{ readonly width: number; readonly height: number }>;
}

/** So many snapshots of each run tell how large distances are. */
const SAMPLED_SNAPSHOTS = 6;
const SAMPLED_POINTS = 1000;
const HIGHEST_SHARE = 0.99;
const SMALLEST_RANGE = 1e-12;

/** The comparison of what is shown. */
export function createComparison({ choices, view, alignment, clouds, networks, viewSize }: Compared): ComparisonStore {
  const chosen = computed(() => choices.value.compare);
  const referenceName = computed(() => choices.value.reference);
  const names = computed(() =>
    view.value === "embeddings"
      ? clouds.value.map(({ run }) => run)
      : (networks.value ?? []).map(({ run }) => run.name),
  );
  const count = computed(() => names.value.length);
  const compare = computed(() => possibleCompare(chosen.value, count.value, view.value === "embeddings"));
  const reference = computed(() => Math.max(0, names.value.indexOf(referenceName.value ?? "")));
  const isDifference = computed(() => compare.value === "difference" && view.value === "embeddings");
  const rowMatches = computed(() => {
    const other = clouds.value[reference.value];
    return isDifference.value && other !== undefined ? clouds.value.map((cloud) => knownMatch(cloud, other)) : [];
  });
  const interpolation = computed(() => choices.value.settings.interpolation);
  const beside = computed((): Beside => ({ alignment: alignment.value, interpolation: interpolation.value }));
  const differences = (index: number, snapshot: CloudSnapshot): Float32Array | null => {
    const [here, there, match] = [clouds.value[index], clouds.value[reference.value], rowMatches.value[index]];
    return here === undefined || there === undefined || match === undefined
      ? null
      : knownDistances(here, there, { snapshot, match, ...beside.value });
  };
  return {
    names,
    compare,
    reference,
    panes: computed(() =>
      arrangedPanes(compare.value, { count: count.value, reference: reference.value }, viewSize.value),
    ),
    rowMatches,
    differences,
    referenceStep: (index, step) => {
      const [here, there] = [clouds.value[index], clouds.value[reference.value]];
      return here === undefined || there === undefined || !isDifference.value
        ? null
        : (placeBeside(here, there, step, beside.value)?.step ?? null);
    },
    differenceRange: computed(() => {
      if (!isDifference.value) {
        return null;
      }
      const there = clouds.value[reference.value];
      const others = clouds.value.filter((cloud) => cloud !== there);
      return there === undefined ? null : rangeOf(others.flatMap((here) => sample(here, there, beside.value)));
    }),
  };
}

/** From 0 to a distance that hardly any is larger than; null where none is known. */
function rangeOf(values: readonly number[]): Range | null {
  const sorted = Float32Array.from(values).sort();
  const highest = sorted[Math.floor((sorted.length - 1) * HIGHEST_SHARE)];
  return highest === undefined ? null : [0, Math.max(highest, SMALLEST_RANGE)];
}

/** Distances of some points at some snapshots, from the first to the last. */
function sample(here: CloudHistory, there: CloudHistory, beside: Beside): readonly number[] {
  const { snapshots, rowIds } = here;
  const between = Math.max(1, Math.floor((snapshots.length - 1) / (SAMPLED_SNAPSHOTS - 1)));
  const stride = Math.max(1, Math.floor(rowIds.length / SAMPLED_POINTS));
  const { others } = knownMatch(here, there);
  return snapshots
    .filter((_, index) => (snapshots.length - 1 - index) % between === 0)
    .flatMap((snapshot) => {
      const moment = placeBeside(here, there, snapshot.step, beside);
      const values = moment === null ? [] : distances(snapshot, others, moment, stride);
      return Array.from(values.filter(Number.isFinite));
    });
}
