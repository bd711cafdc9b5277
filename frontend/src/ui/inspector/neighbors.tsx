import type { JSX } from "preact";
import type { Selected } from "../../store/choices";
import type { Subject } from "../../store/inspection/subject";
import type { Neighborhood } from "../../store/network/state";
import { choose, type Store } from "../../store/state";
import { isTrailed, toggledTrail } from "../../store/trails";
import { selectRow } from "../select_row";
import { CHANGES } from "../strings/changes";
import { INSPECTOR } from "../strings/inspector";
import { refusalWords } from "../strings/page";

interface NeighborsSectionProps {
  readonly store: Store;
  readonly selected: Selected;
  readonly subject: Subject;
  readonly row: number;
}

/** The rows nearest to the selected one; each of them can be selected in its turn. */
export function NeighborsSection({ store, selected, subject, row }: NeighborsSectionProps): JSX.Element {
  const known = store.network.neighborhood.value;
  const isOfRow = known !== null && known.of.row === row && known.of.parameter === subject.parameter.name;
  const label = labelOf(store, subject, row);
  return (
    <section>
      <h3 class="named">{label === null ? INSPECTOR.row(row) : INSPECTOR.rowLabel(row, label)}</h3>
      <KeepTrail store={store} of={{ run: subject.history.run.name, parameter: subject.parameter.name, row }} />
      {isOfRow ? (
        <Known store={store} selected={selected} known={known} />
      ) : (
        <p class="inspector-note">{INSPECTOR.looking}</p>
      )}
    </section>
  );
}

/** Whether the row's point draws its trail also when another one is selected. */
function KeepTrail({ store, of }: { store: Store; of: Parameters<typeof isTrailed>[1] }): JSX.Element | null {
  const { trailed, settings } = store.choices.value;
  const isKept = isTrailed(trailed, of, store.clouds.value);
  return settings.trails === "off" ? null : (
    <button
      type="button"
      class="outlined keep-trail"
      aria-pressed={isKept}
      title={CHANGES.keepTrailHint}
      onClick={() => choose(store, { trailed: toggledTrail(trailed, of, store.clouds.peek()) })}
    >
      {CHANGES.keepTrail}
    </button>
  );
}

function Known({
  store,
  selected,
  known: { of, neighbors, problem },
}: {
  store: Store;
  selected: Selected;
  known: Neighborhood;
}): JSX.Element {
  if (problem !== null) {
    return (
      <p class="inspector-note" role="alert">
        {refusalWords(problem)}
      </p>
    );
  }
  return (
    <>
      <h4 title={INSPECTOR.neighborsHint}>{INSPECTOR.neighbors(of.step)}</h4>
      {neighbors.length === 0 ? <p class="inspector-note">{INSPECTOR.noNeighbors}</p> : null}
      <ol class="neighbors">
        {neighbors.map((neighbor) => (
          <li key={neighbor.row}>
            <button type="button" onClick={(event) => selectRow(store, { ...selected, row: neighbor.row }, event)}>
              <span class="name">{INSPECTOR.neighborName(neighbor.row, neighbor.label)}</span>
              <span class="distance">{neighbor.distance.toFixed(3)}</span>
              <span class="nearness" style={{ width: `${Math.max(0, 1 - neighbor.distance) * 100}%` }} />
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The label of a row, where its cloud is loaded and has labels. */
function labelOf(store: Store, { history, parameter }: Subject, row: number): string | null {
  const { value: clouds } = store.clouds;
  const cloud =
    clouds?.parameter === parameter.name ? clouds.histories.find(({ run }) => run === history.run.name) : undefined;
  return cloud?.labels?.[cloud.rowIds.indexOf(row)] ?? null;
}
