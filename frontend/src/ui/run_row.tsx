import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { RunInfo } from "../answers";
import { colorOfRun } from "../store/run_colors";
import { type Store, toggleRun } from "../store/state";
import { STRINGS } from "./strings/page";

interface Props {
  readonly store: Store;
  readonly run: RunInfo;
}

/** A run: checkbox, name, colour, and where its data are not all sound, a mark that opens what is wrong. */
export function RunRow({ store, run: { name, problems: allProblems } }: Props): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const problems = [...new Set(allProblems)];
  const list = useId();
  const isSound = problems.length === 0;
  return (
    <li class="run">
      <label class={isSound ? "row" : "row with-problems"}>
        <input type="checkbox" checked={store.choices.value.runs.has(name)} onChange={() => toggleRun(store, name)} />
        <span class="name" title={name}>
          {name}
        </span>
        <span class="dot" aria-hidden="true" style={{ background: colorOfRun(store, name) }} />
      </label>
      {isSound ? null : (
        <button
          type="button"
          class="problems-button"
          aria-label={STRINGS.problemsOf(name)}
          aria-expanded={isOpen}
          aria-controls={isOpen ? list : undefined}
          title={isOpen ? undefined : problems.join("\n")}
          onClick={() => setOpen(!isOpen)}
        >
          <span class="warning" aria-hidden="true">
            !
          </span>
        </button>
      )}
      {isSound || !isOpen ? null : (
        <ul class="problems" id={list}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </li>
  );
}
