import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Selected } from "../../store/choices";
import { chosenSubject, type Subject, subjectsOf } from "../../store/inspection/subject";
import { choose, type Store } from "../../store/state";
import { INSPECTOR } from "../strings/inspector";
import { CellSection } from "./cell";
import { ParameterHeader } from "./header";
import { HistogramSection } from "./histogram";
import { LinesSection } from "./lines";
import { NeighborsSection } from "./neighbors";
import { RunTabs } from "./run_tabs";
import { StatisticsSection } from "./statistics";

/** What is known of what is selected. */
export function InspectorPane({ store }: { store: Store }): JSX.Element | null {
  const { selected } = store.choices.value;
  const histories = store.network.histories.value;
  const name = selected?.parameter ?? null;
  const subjects = useMemo(() => (name === null ? [] : subjectsOf(histories ?? [], name)), [histories, name]);
  if (selected === null) {
    return null;
  }
  const subject = chosenSubject(subjects, selected);
  return (
    <aside class="inspector" aria-label={INSPECTOR.title}>
      <button type="button" class="close" onClick={() => choose(store, { selected: null })}>
        {INSPECTOR.close}
      </button>
      {subject === undefined ? (
        <p class="inspector-note">{histories === null ? INSPECTOR.loading : INSPECTOR.notThere(selected.parameter)}</p>
      ) : (
        <Sections store={store} selected={selected} subject={subject} subjects={subjects} />
      )}
    </aside>
  );
}

interface SectionsProps {
  readonly store: Store;
  readonly selected: Selected;
  readonly subject: Subject;
  readonly subjects: readonly Subject[];
}

function Sections({ store, selected, subject, subjects }: SectionsProps): JSX.Element {
  const { row, column, part } = selected;
  return (
    <>
      <ParameterHeader subject={subject} part={part} />
      {subjects.length > 1 ? <RunTabs store={store} selected={selected} subject={subject} subjects={subjects} /> : null}
      {row !== null && column !== null ? (
        <CellSection store={store} subject={subject} row={row} column={column} />
      ) : null}
      {row !== null && subject.history.run.clouds.includes(subject.parameter.name) ? (
        <NeighborsSection store={store} selected={selected} subject={subject} row={row} />
      ) : null}
      <StatisticsSection store={store} subject={subject} />
      <HistogramSection store={store} subject={subject} />
      <LinesSection store={store} subject={subject} subjects={subjects} />
    </>
  );
}
