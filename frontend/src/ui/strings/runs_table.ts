/** What the table of runs says. */

import { LOST } from "../../store/charts/values";
import type { RunFigures } from "../../store/comparison/figures";
import type { PlainValue } from "../../store/comparison/hyperparameters";
import type { Band } from "../../store/timeline/findings";
import { CHARTS } from "./charts";
import { measure, number } from "./format";

export const RUNS_TABLE = {
  title: "Runs compared",
  hide: "Hide table",
  show: "Show table",
  table: "Table of runs",
  figure: "Figure",
  model: "Model",
  parameters: "Weights",
  parametersHint: "Weights in the model, tied ones counted once.",
  snapshots: "Snapshots",
  lastStep: "Last step",
  scalar: (tag: string): string => `Last ${tag}`,
  noScalar: "Last loss",
  scalarHint: "The latest value of the scalar that stands over the time axis.",
  norm: "Norm of all weights",
  normHint: "The root of the sum of all squared weights at the last snapshot.",
  updateRatio: "Median update ratio",
  updateRatioHint: "How far an update moves the weights, as a share of their size: the median over all parameters.",
  phases: "Phases",
  verdict: "Verdict",
  atStep: (step: number): string => `at step ${number(step)}`,
  span: ({ first, last }: Pick<Band, "first" | "last">): string => `${number(first)} – ${number(last)}`,
  hyperparameters: "Hyperparameters that differ",
  same: "No hyperparameter differs between these runs.",
  noConfig: "No hyperparameters are logged with these runs: watch(model, config={…}) keeps them.",
  left: (count: number): string => `${number(count)} more differ.`,
  absent: "not set",
  nothing: "–",
} as const;

/** The class of a run's model, and its own name where it has one. */
export function modelName({ run: { model_class, model_name } }: RunFigures): string {
  return model_name === "" ? model_class || RUNS_TABLE.nothing : `${model_name} (${model_class})`;
}

/** A measured number, or that it is lost. */
export function measured(value: number): string {
  return value === LOST ? CHARTS.lost : measure(value);
}

/** A hyperparameter to its last digit; it is what the user wrote. */
export function settingText(value: PlainValue | undefined): string {
  if (value === undefined) {
    return RUNS_TABLE.absent;
  }
  return Number.isSafeInteger(value) ? number(value as number) : exactText(value);
}

function exactText(value: PlainValue): string {
  return typeof value === "number" ? String(value).replaceAll("-", "−") : String(value);
}
