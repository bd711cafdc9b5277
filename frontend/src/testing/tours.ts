/** Pages with runs on them, as a tour finds them, for tests. */

import type { Finding, PhaseReport, RunInfo, ScalarSeries } from "../answers";
import { readFacts, type TourFacts } from "../learn/tour/facts";
import { readCloudAnswer } from "../store/history";
import { emptyHistory, type TileSnapshot } from "../store/network/history";
import { choose, createStore, type Store } from "../store/state";
import { gptRun } from "./buildings";
import { cloudFile, parameterInfo, runInfo, TOKENS } from "./clouds";

export const SURROUNDINGS = {
  isStill: false,
  hasInsights: false,
  hasShortcuts: false,
  hasExplanations: false,
} as const;

export const STEPS = [0, 10, 20] as const;

/** A GPT whose tokens are points. */
export function gpt(name = "run-1", steps: readonly number[] = STEPS): RunInfo {
  return {
    ...gptRun(name, steps),
    clouds: [TOKENS],
    statistic_names: [...runInfo(name).statistic_names, "update_ratio"],
  };
}

/** A network for images: two convolutions and a matrix, no layers, no points. */
export function cnn(name = "run-1", steps: readonly number[] = STEPS): RunInfo {
  return {
    ...runInfo(name, steps, []),
    model_class: "Net",
    parameters: [
      parameterInfo("conv1.weight", { kind: "conv", shape: [16, 3, 3, 3], tile_shape: [16, 27] }),
      parameterInfo("conv2.weight", { kind: "conv", shape: [32, 16, 3, 3], tile_shape: [32, 64], tile_offset: 432 }),
      parameterInfo("fc.weight", { kind: "head", shape: [10, 128], tile_shape: [10, 64], tile_offset: 2480 }),
    ],
  };
}

/** A report with these findings. */
export function report(phases: readonly Finding[], events: readonly Finding[] = []): PhaseReport {
  return { verdict: "", sentence: "", phases, events };
}

export const RAPID: Finding = {
  name: "rapid learning",
  first_step: 0,
  last_step: 10,
  sentence: "From step 0 to 10 the loss fell from 4.4 to 2.1, 92 % of all it fell.",
  evidence: { loss_first: 4.4, loss_last: 2.1, share_of_fall: 0.92, update_ratio_median: 0.004 },
};

export const GROUP: Finding = {
  name: "clusters",
  first_step: 5,
  last_step: 10,
  sentence: "A cluster formed.",
  parameters: [TOKENS],
  evidence: { clusters: [{ size: 2, examples: ["<b>", "a"], relative_movement: 0.9 }] },
};

export const LOSS: ScalarSeries = { tag: "loss/train", steps: [0, 10, 20], values: [4.4, 2.1, 1.9] };

/** What a page has loaded of its runs. */
export interface Loaded {
  readonly loss?: ScalarSeries | null;
  readonly report?: PhaseReport | null;
  readonly labels?: readonly string[] | null;
  readonly shown?: readonly string[];
}

/** A page on which these runs have been loaded, all of them shown unless it is said otherwise. */
export function storeWith(runs: readonly RunInfo[], loaded: Loaded = {}): Store {
  const { loss = LOSS, report: its = report([RAPID], [GROUP]), labels = ["a", "<b>"] } = loaded;
  const store = createStore();
  store.runs.value = runs;
  choose(store, { runs: new Set(loaded.shown ?? runs.map(({ name }) => name)) });
  const shown = store.shownRuns.value;
  const withClouds = shown.filter(({ clouds }) => clouds.length > 0);
  if (withClouds.length > 0) {
    const asked = withClouds.map(({ name, steps }) => ({ name, steps, labels, sessions: [] }));
    // The second row goes farther than the first.
    const position = (step: number, row: number): readonly number[] => [step * (row + 1), 0, 0];
    store.clouds.value = {
      parameter: TOKENS,
      ...readCloudAnswer(cloudFile(asked.map((run) => ({ ...run, position }))), asked),
    };
  }
  store.network.histories.value = shown.map((run) => ({
    ...emptyHistory(run),
    weights: run.steps.map((step) => weightsAt(run, step)),
  }));
  store.timeline.times.value = new Map(
    shown.map(({ name }) => [
      name,
      { tags: { tags: loss === null ? [] : [loss.tag], loss: loss?.tag ?? null }, series: loss, report: its },
    ]),
  );
  return store;
}

/** What a tour knows of such a page. */
export function factsOf(runs: readonly RunInfo[], loaded: Loaded = {}, surroundings = SURROUNDINGS): TourFacts {
  const facts = readFacts(storeWith(runs, loaded), surroundings);
  if (facts === null) {
    throw new Error("no run is shown");
  }
  return facts;
}

/** Weights that grow by a tenth of their number each step: what stands later changes more. */
function weightsAt({ parameters }: RunInfo, step: number): TileSnapshot {
  const count = parameters.reduce((sum, { tile_shape: [rows, columns] }) => sum + rows * columns, 0);
  const scales = Float32Array.from(parameters, (_, index) => 1 + (index * step) / 10);
  return { step, codes: new Int16Array(count).fill(32_767), scales, rms: scales };
}
