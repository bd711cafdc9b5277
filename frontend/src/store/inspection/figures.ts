/** The numbers of a parameter at one step that the inspector lists. Pure. */

import { isOfGradient, statisticAt } from "../charts/values";
import { isWhole, type Subject, startAndNow } from "./subject";

/** How far a number can be trusted. */
export type Trust = "exact" | "estimate";

export interface Figure {
  readonly statistic: string;
  /** NaN where it was not logged, `LOST` where the values it is made of are not finite. */
  readonly now: number;
  /** Not finite where either of both is missing. */
  readonly changeSinceStart: number;
  readonly trust: Trust;
}

/** What is listed, in this order. */
const LISTED = [
  "norm",
  "rms",
  "mean",
  "std",
  "min",
  "max",
  "zeros",
  "nonfinite",
  "update_ratio",
  "grad_norm",
  "grad_rms",
  "grad_mean",
  "grad_nonfinite",
] as const;

const EXACT: readonly string[] = ["norm", "rms", "nonfinite", "grad_norm", "grad_rms", "grad_nonfinite"];

/** Whether a statistic of this parameter is an estimate from its tile. */
export function trustOf({ parameter }: Pick<Subject, "parameter">, name: string): Trust {
  if (isWhole(parameter)) {
    return "exact";
  }
  return EXACT.includes(name) && !parameter.sampled ? "exact" : "estimate";
}

/** How many weights of a parameter are not finite at the step nearest to one; 0 where that is not known. */
export function lostWeights(subject: Subject, step: number): number {
  const lost = statisticAt(subject.history.run, startAndNow(subject, step).now, subject.index, "nonfinite");
  return Number.isFinite(lost) ? lost : 0;
}

/** The figures of a parameter at the step nearest to one; those of gradients are left out where the run logs none. */
export function figuresOf(subject: Subject, step: number): readonly Figure[] {
  const { run } = subject.history;
  const { start, now } = startAndNow(subject, step);
  const hasGradients = run.kinds.includes("gradients");
  return LISTED.filter((name) => run.statistic_names.includes(name) && (hasGradients || !isOfGradient(name))).map(
    (name) => {
      const value = statisticAt(run, now, subject.index, name);
      return {
        statistic: name,
        now: value,
        changeSinceStart: value - statisticAt(run, start, subject.index, name),
        trust: trustOf(subject, name),
      };
    },
  );
}
