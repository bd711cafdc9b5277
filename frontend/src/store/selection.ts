/** Which runs and clouds are shown: pure functions of what there is and what was chosen. */

import type { RunInfo } from "../answers";
import type { Choices } from "./choices";

/** Until the user chooses, so many runs are shown. */
const RUNS_AT_FIRST = 2;

const EMBEDDING_KINDS = ["token_embedding", "position_embedding"];

export interface CloudChoice {
  readonly name: string;
  readonly kind: string;
  /** The full matrix: rows × columns. */
  readonly shape: readonly number[];
}

/** The runs that are checked and pass the filter; an invalid filter (null) hides nothing. */
export function shownRuns(
  runs: readonly RunInfo[],
  checked: ReadonlySet<string>,
  filter: RegExp | null,
): readonly RunInfo[] {
  return runs.filter(({ name }) => checked.has(name) && (filter === null || filter.test(name)));
}

/** The checked runs after runs appeared or went; the same set where nothing changes. */
export function newlyChosen(runs: readonly RunInfo[], choices: Choices): ReadonlySet<string> {
  if (choices.runsAreChosen) {
    return choices.runs;
  }
  const chosen = new Set(runs.map(({ name }) => name).filter((name) => choices.runs.has(name)));
  const withClouds = runs.filter(({ clouds }) => clouds.length > 0);
  const withParameters = runs.filter(({ parameters }) => parameters.length > 0);
  for (const { name } of withClouds.length > 0 ? withClouds : withParameters) {
    if (chosen.size < RUNS_AT_FIRST) {
      chosen.add(name);
    }
  }
  const same = chosen.size === choices.runs.size && [...chosen].every((name) => choices.runs.has(name));
  return same ? choices.runs : chosen;
}

/** The clouds that any of the runs has: token embeddings, positions, then the others, those of most rows first. */
export function cloudsOf(runs: readonly RunInfo[]): readonly CloudChoice[] {
  const found = new Map<string, CloudChoice>();
  for (const run of runs) {
    for (const name of run.clouds) {
      const parameter = run.parameters.find((other) => other.name === name);
      if (parameter !== undefined && !found.has(name)) {
        found.set(name, { name, kind: parameter.kind, shape: parameter.shape });
      }
    }
  }
  const rank = ({ kind }: CloudChoice): number =>
    EMBEDDING_KINDS.includes(kind) ? EMBEDDING_KINDS.indexOf(kind) : EMBEDDING_KINDS.length;
  const rows = ({ shape }: CloudChoice): number => shape[0] ?? 0;
  return [...found.values()].sort(
    (a, b) => rank(a) - rank(b) || (rank(a) < EMBEDDING_KINDS.length ? 0 : rows(b) - rows(a)),
  );
}
