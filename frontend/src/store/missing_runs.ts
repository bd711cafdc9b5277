/** Runs that were chosen, by a link or long ago, and that are not here. Pure. */

import type { RunInfo } from "../answers";
import type { Choices } from "./choices";

/** Their names; none while the page does not know yet which runs there are. */
export function missingRuns(
  runs: readonly RunInfo[] | null,
  { runs: chosen, runsAreChosen }: Pick<Choices, "runs" | "runsAreChosen">,
): readonly string[] {
  return runs === null || !runsAreChosen ? [] : [...chosen].filter((name) => runs.every((run) => run.name !== name));
}

/** The choice without them. */
export function withoutMissing(runs: readonly RunInfo[], { runs: chosen }: Pick<Choices, "runs">): ReadonlySet<string> {
  return new Set([...chosen].filter((name) => runs.some((run) => run.name === name)));
}
