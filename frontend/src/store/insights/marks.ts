/** Warnings as marks of the timeline. Pure. */

import type { Insight } from "../../answers";
import type { Mark } from "../timeline/findings";
import { isWarning } from "./known";

/** These are among the events of a run's phases, and stand on the timeline as such. */
const MARKED_ELSEWHERE: readonly string[] = ["dead_units", "nonfinite_values", "loss_spike", "clusters"];

/** A mark where each warning of a run begins that has none yet. */
export function marksOfInsights(run: string, insights: readonly Insight[]): readonly Mark[] {
  return insights
    .filter((insight) => isWarning(insight) && !MARKED_ELSEWHERE.includes(insight.name))
    .map(({ first_step, name, sentence }) => ({
      step: first_step,
      run,
      name: name.replaceAll("_", " "),
      sentence,
      isAlarming: true,
    }));
}
