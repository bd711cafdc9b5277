/** What the page knows of the run in front of it, as far as a tour speaks of it. */

import type { PhaseReport, RunInfo } from "../../answers";
import type { ColorScheme } from "../../store/settings";
import type { Store } from "../../store/state";
import { INSPECTOR } from "../../ui/strings/inspector";
import { type CloudFacts, cloudFacts, meaningOf, type PointMeaning } from "./cloud_facts";
import { alarmSentence, type LossFacts, lossFacts, rapidSentence } from "./loss_facts";
import { type ModelFacts, modelFacts } from "./model_facts";

/** What else the page offers here. */
export interface Surroundings {
  /** Whether things are to stand still. */
  readonly isStill: boolean;
  readonly hasInsights: boolean;
  readonly hasShortcuts: boolean;
  readonly hasExplanations: boolean;
}

export interface TourFacts extends Surroundings {
  /** The run that the tour speaks of. */
  readonly run: string;
  readonly modelClass: string;
  readonly weights: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly snapshots: number;
  /** Those of them that can be set beside it, itself among them. */
  readonly shownRuns: readonly string[];
  /** A run that is not shown and can be set beside it; null where there is none. */
  readonly otherRun: string | null;
  /** The parameter whose rows are points, and what they are; null where the runs have none. */
  readonly rows: { readonly parameter: string; readonly meaning: PointMeaning } | null;
  /** Null until the cloud is there. */
  readonly cloud: CloudFacts | null;
  /** Names of the rows nearest to the one worth a look, nearest first; null until they are known. */
  readonly nearest: readonly string[] | null;
  readonly loss: LossFacts | null;
  /** Sentences about what was found; null where it was not. */
  readonly rapid: string | null;
  readonly alarm: string | null;
  /** Median update ratio while the run learned fastest; null where that is not known. */
  readonly updateRatio: number | null;
  readonly hasUpdateRatio: boolean;
  readonly model: ModelFacts;
  readonly colorScheme: ColorScheme;
  /** Whether points draw the way that they have come. */
  readonly hasTrails: boolean;
}

/** The run that a tour is about: the first shown one that has parameters. */
export function leadOf(shown: readonly RunInfo[]): RunInfo | null {
  return shown.find(({ parameters }) => parameters.length > 0) ?? null;
}

/** All that is known now; null where no run with parameters is shown. */
export function readFacts(store: Store, surroundings: Surroundings): TourFacts | null {
  const shown = store.shownRuns.peek();
  const lead = leadOf(shown);
  if (lead === null) {
    return null;
  }
  const time = store.timeline.times.peek().get(lead.name);
  const report = time?.report ?? null;
  const clouds = store.clouds.peek();
  const [choice] = store.cloudChoices.peek();
  const history = store.network.histories.peek()?.find(({ run }) => run.name === lead.name) ?? null;
  const names = shown.map(({ name }) => name);
  const isComparable = (run: RunInfo): boolean => canStandBeside(lead, run, choice?.name);
  const others = (store.runs.peek() ?? []).filter((run) => isComparable(run) && !names.includes(run.name));
  const { settings } = store.choices.peek();
  const series = time?.series ?? null;
  const cloud =
    clouds === null || clouds.parameter !== choice?.name
      ? null
      : cloudFacts(clouds, shown, reportOf(store, clouds.histories[0]?.run));
  return {
    ...surroundings,
    run: lead.name,
    modelClass: lead.model_name || lead.model_class,
    weights: lead.parameter_count,
    firstStep: lead.steps[0] ?? 0,
    lastStep: lead.steps.at(-1) ?? 0,
    snapshots: lead.steps.length,
    shownRuns: shown.filter(isComparable).map(({ name }) => name),
    otherRun: others[0]?.name ?? null,
    rows: choice === undefined ? null : { parameter: choice.name, meaning: meaningOf(choice) },
    cloud,
    nearest: nearestTo(store, cloud),
    loss: series === null ? null : lossFacts(series, report),
    rapid: rapidSentence(report),
    alarm: alarmSentence(report),
    updateRatio: updateRatioOf(report),
    hasUpdateRatio: lead.statistic_names.includes("update_ratio"),
    model: modelFacts(lead, history),
    colorScheme: settings.colorScheme,
    hasTrails: settings.trails !== "off",
  };
}

/** Whether both runs have rows of the parameter whose rows are points, or, where there are no points, the same parameters. */
function canStandBeside(lead: RunInfo, run: RunInfo, parameter: string | undefined): boolean {
  if (run === lead) {
    return true;
  }
  if (parameter !== undefined) {
    return run.clouds.includes(parameter);
  }
  const names = new Set(run.parameters.map(({ name }) => name));
  return names.size > 0 && lead.parameters.some(({ name }) => names.has(name));
}

function nearestTo({ network }: Store, cloud: CloudFacts | null): readonly string[] | null {
  const known = network.neighborhood.peek();
  const isOfExample = known?.of.row === cloud?.example?.row && known?.of.parameter === cloud?.parameter;
  return known === null || !isOfExample
    ? null
    : known.neighbors.map(({ row, label }) => INSPECTOR.neighborName(row, label));
}

function reportOf(store: Store, run: string | undefined): PhaseReport | null {
  return store.timeline.times.peek().get(run ?? "")?.report ?? null;
}

function updateRatioOf(report: PhaseReport | null): number | null {
  const ratio = report?.phases.find(({ name }) => name === "rapid learning")?.evidence?.["update_ratio_median"];
  return typeof ratio === "number" ? ratio : null;
}
