import type { JSX } from "preact";
import type { Selected } from "../../store/choices";
import type { Subject } from "../../store/inspection/subject";
import { colorOfRun } from "../../store/run_colors";
import { choose, type Store } from "../../store/state";
import { INSPECTOR } from "../strings/inspector";

interface RunTabsProps {
  readonly store: Store;
  readonly selected: Selected;
  readonly subject: Subject;
  readonly subjects: readonly Subject[];
}

/** Which of the shown runs the numbers are of. */
export function RunTabs({ store, selected, subject, subjects }: RunTabsProps): JSX.Element {
  return (
    <fieldset class="run-tabs">
      <legend class="heard">{INSPECTOR.run}</legend>
      {subjects.map(({ history }) => {
        const { name } = history.run;
        return (
          <label key={name} title={name}>
            <input
              type="radio"
              name="inspected-run"
              checked={subject.history.run.name === name}
              onChange={() => choose(store, { selected: { ...selected, run: name } })}
            />
            <span class="dot" style={{ background: colorOfRun(store, name) }} />
            <span class="name">{name}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
