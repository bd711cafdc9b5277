/** What is known of a run that a person should see. Pure. */

import type { Insight, InsightReport } from "../../answers";
import type { Refusal } from "../refusal";

/** What the server has told of a run. */
export interface KnownInsights {
  /** The latest; null until there is one. */
  readonly report: InsightReport | null;
  /** Why there is no newer one; null while all is well. */
  readonly problem: Refusal | null;
}

/** Whether it is about something that goes wrong; what a newer server calls otherwise is no alarm. */
export function isWarning({ severity }: Pick<Insight, "severity">): boolean {
  return severity === "warning";
}

/** Warnings first, else in the server's order. */
export function insightsOf(known: KnownInsights | undefined): readonly Insight[] {
  const all = known?.report?.insights ?? [];
  return [...all.filter(isWarning), ...all.filter((insight) => !isWarning(insight))];
}
