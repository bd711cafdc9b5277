import type { JSX } from "preact";
import { matchParameters } from "../store/comparison/parameters";
import type { Store } from "../store/state";
import { COMPARE } from "./strings/compare";

/** So many names are listed. */
const MOST_LISTED = 60;

interface List {
  readonly title: string;
  readonly names: readonly string[];
}

/** What of a run cannot be compared with the reference: its rows in the Embeddings view, its parameters in the Network. */
export function Missing({ store, index }: { store: Store; index: number }): JSX.Element | null {
  const { comparison, choices } = store;
  const run = comparison.names.value[index];
  const reference = comparison.names.value[comparison.reference.value];
  if (comparison.compare.value !== "difference" || run === undefined || reference === undefined) {
    return null;
  }
  const found = choices.value.view === "embeddings" ? rows(store, index) : parameters(store, index);
  const lists: List[] = [
    { title: COMPARE.only(run), names: found.onlyHere },
    { title: COMPARE.only(reference), names: found.onlyThere },
    { title: COMPARE.otherShape, names: found.reshaped },
  ].filter(({ names }) => names.length > 0);
  return lists.length === 0 ? (
    <p class="missing">{found.summary}</p>
  ) : (
    <details class="missing">
      <summary>{found.summary}</summary>
      <dl>
        {lists.map(({ title, names }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{listed(names)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface Found {
  readonly summary: string;
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
  readonly reshaped: readonly string[];
}

function rows({ comparison }: Store, index: number): Found {
  const { others, onlyHere, onlyThere } = comparison.rowMatches.value[index] ?? {
    others: [],
    onlyHere: [],
    onlyThere: [],
  };
  const summary = COMPARE.rowsInBoth(others.length - onlyHere.length, others.length + onlyThere.length);
  return { summary, onlyHere, onlyThere, reshaped: [] };
}

function parameters({ comparison, network }: Store, index: number): Found {
  const histories = network.histories.value ?? [];
  const here = histories[index]?.run.parameters ?? [];
  const there = histories[comparison.reference.value]?.run.parameters ?? [];
  const { common, onlyHere, onlyThere, reshaped } = matchParameters(here, there);
  return {
    summary: COMPARE.parametersInBoth(common, here.length + onlyThere.length),
    onlyHere,
    onlyThere,
    reshaped: reshaped.map((one) => COMPARE.reshaped(one.name, one.here, one.there)),
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(", ");
  return names.length > MOST_LISTED ? `${shown} ${COMPARE.more(names.length - MOST_LISTED)}` : shown;
}
