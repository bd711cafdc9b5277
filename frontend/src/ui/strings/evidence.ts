/** What an insight is concluded from, in words: names and numbers. */

import type { Evidence } from "../../answers";
import { measure, number } from "./format";
import { figureName } from "./inspector";

const NAMES: Readonly<Record<string, string>> = {
  clusters_at_step: "clusters at that step",
  dead_from_the_beginning: "dead from the beginning",
  dead_sampled_units: "dead units",
  density_ratio: "density, middle to gap",
  density_ratio_by_chance: "the same by chance",
  directions: "directions that stand out",
  displacements: "changes that were compared",
  divergence_step: "diverged from step",
  doubled_since: "doubled since step",
  first_step_of_loss: "loss not finite from step",
  first_step_of_weights: "weights not finite from step",
  gradient_by_layer: "gradient by layer",
  gradient_norm_before: "gradient norm before",
  gradient_norm_largest: "gradient norm at its largest",
  gradient_to_largest: "gradient, as a share of the largest layer’s",
  growth_by_parameter: "growth by parameter",
  growth_in_second_half: "growth over the second half",
  loss_around: "loss around it",
  loss_first: "loss at the beginning",
  loss_largest: "loss at its largest",
  loss_peak: "loss at its peak",
  loss_step: "step of the peak",
  matrices: "matrices in all",
  moved: "what moved most",
  norm_first: "norm at the beginning",
  norm_largest: "norm at its largest",
  p_value: "p",
  parameters: "parameters in all",
  parameters_at_first: "parameters hit at first",
  parameters_in_the_end: "parameters hit in the end",
  sampled_units: "units that were sampled",
  share_dead: "share that is dead",
  share_of_learned_undone: "share of the learning undone",
  snapshots_inside: "snapshots within it",
  step_of_largest: "largest at step",
  still: "matrices that stand still",
  total: "in all",
  update_ratio_by_layer: "update ratio by layer",
  update_ratio_in_the_middle: "update ratio, typically",
};

const SHARE = /(?:^|_)share(?:_|$)/u;
const FACTOR = /^(?:growth|times)(?:_|$)/u;
const IDENTIFIER = /^[a-z0-9_]+$/u;
/** What is counted is a whole number; beyond this it is measured, too. */
const LARGEST_COUNT = 1e9;
const LONGEST_TEXT = 80;

/** What a number is called; what the page does not know is called by its own name, without underscores. */
export function evidenceName(name: string): string {
  const words = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  return words ?? shortened(statisticOr(name).replaceAll("_", " "));
}

/** A single value under a name, as people read it. */
export function evidenceValue(name: string, value: Evidence): string {
  switch (typeof value) {
    case "number":
      return numberWords(name, value);
    case "boolean":
      return value ? "yes" : "no";
    case "string":
      return textWords(value);
    default:
      return value === null ? "not known" : shortened(JSON.stringify(value));
  }
}

function numberWords(name: string, value: number): string {
  if (!Number.isFinite(value)) {
    return "not finite";
  }
  if (SHARE.test(name) && Math.abs(value) < 10) {
    return `${Number((value * 100).toPrecision(2))} %`;
  }
  const isCount = Number.isInteger(value) && Math.abs(value) < LARGEST_COUNT;
  // Without a sign for a zero below zero.
  const text = isCount ? number(value + 0) : measure(value);
  return FACTOR.test(name) ? `${text} times` : text.replace("-", "−");
}

function textWords(value: string): string {
  return shortened(statisticOr(value));
}

/** A text of one line that is no longer than people read. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/gu, " ").trim();
  const signs = [...line];
  const cut = signs.length > LONGEST_TEXT ? `${signs.slice(0, LONGEST_TEXT - 1).join("")}…` : line;
  return cut === "" ? "–" : cut;
}

/** A statistic by its name; anything else as it is. */
function statisticOr(name: string): string {
  return IDENTIFIER.test(name) ? figureName(name) : name;
}
