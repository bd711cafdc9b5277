import { runColor, runDash } from "../../store/palette";
import type { Store } from "../../store/state";

/** The colour of a run, by its name. */
export function colorOfRun(store: Store, name: string): string {
  return runColor((store.runs.value ?? []).findIndex((run) => run.name === name));
}

/** How the line of a run is broken, by its name. */
export function dashOfRun(store: Store, name: string): readonly number[] {
  return runDash((store.runs.value ?? []).findIndex((run) => run.name === name));
}
