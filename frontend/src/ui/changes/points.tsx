import type { JSX } from "preact";
import type { Movement, RowMovement, RunInfo } from "../../answers";
import { isSameInterval } from "../../store/movement/interval";
import type { KnownMovement } from "../../store/movement/state";
import type { Store } from "../../store/state";
import { selectRow } from "../select_row";
import { CHANGES } from "../strings/changes";
import { refusalWords } from "../strings/page";
import { ListHeading, RankedButton } from "./ranked";

/** The rows of a run that moved farthest; each of them can be selected. */
export function MovedPoints({ store, run }: { store: Store; run: RunInfo }): JSX.Element {
  const parameter = store.parameter.value;
  const known = store.movement.answers.value.get(run.name);
  if (parameter === null || !run.clouds.includes(parameter)) {
    return <p class="inspector-note">{parameter === null ? CHANGES.noClouds : CHANGES.noRows(parameter)}</p>;
  }
  return (
    <>
      <ListHeading title={CHANGES.points} hint={CHANGES.pointsHint} figures={ownSteps(store, known)} />
      {known === undefined || known.of.parameter !== parameter ? (
        <p class="inspector-note">{CHANGES.looking}</p>
      ) : (
        <Answer store={store} known={known} />
      )}
    </>
  );
}

/** The steps that an answer is about, where they are others than those of the interval. */
function ownSteps({ movement: { rested } }: Store, known: KnownMovement | undefined): string {
  const isOther = known !== undefined && rested.value !== null && !isSameInterval(rested.value, known.of);
  return isOther ? CHANGES.interval(known.of) : "";
}

function Answer({ store, known: { of, found, problem } }: { store: Store; known: KnownMovement }): JSX.Element {
  if (found === null) {
    return (
      <p class="inspector-note" role="alert">
        {problem === null ? CHANGES.looking : refusalWords(problem)}
      </p>
    );
  }
  const moved = found.rows.filter(({ distance }) => distance > 0);
  return (
    <>
      {moved.length === 0 ? (
        <p class="inspector-note">{CHANGES.nothingMoved}</p>
      ) : (
        <>
          <p class="columns" aria-hidden="true">
            {CHANGES.columns}
          </p>
          <ol class="ranked" aria-label={CHANGES.points}>
            {moved.map((row) => (
              <Row key={row.row} store={store} of={of} found={found} row={row} />
            ))}
          </ol>
        </>
      )}
      <p class="inspector-note">
        {CHANGES.typical(found.median_distance)}{" "}
        {found.mean_neighbor_change === null
          ? null
          : CHANGES.typicalNeighbors(found.mean_neighbor_change, found.neighbor_change_by_chance)}
      </p>
    </>
  );
}

interface RowProps {
  readonly store: Store;
  readonly of: KnownMovement["of"];
  readonly found: Movement;
  readonly row: RowMovement;
}

function Row({ store, of, found, row: { row, label, distance, neighbor_change } }: RowProps): JSX.Element {
  const { selected } = store.choices.value;
  const neighbors = Math.min(found.k, found.compared - 1);
  const changed = neighbor_change === null ? null : Math.round(neighbor_change * neighbors);
  const name = CHANGES.point(row, label);
  return (
    <RankedButton
      name={name}
      words={CHANGES.pointWords(
        name,
        CHANGES.distance(distance),
        changed === null ? "" : CHANGES.neighbors(changed, neighbors),
      )}
      figures={[CHANGES.distance(distance), changed === null ? "–" : CHANGES.neighborsShort(changed, neighbors)]}
      share={distance / (found.rows[0]?.distance ?? distance)}
      isSelected={selected?.row === row && selected.parameter === of.parameter}
      onClick={(event) => selectRow(store, { run: of.run, parameter: of.parameter, row }, event)}
    />
  );
}
