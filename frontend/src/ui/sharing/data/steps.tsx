import type { JSX } from "preact";
import type { DataChoice, Facts } from "../../../sharing/data/choice";
import { DATA } from "../../strings/data";
import { ChoiceLine } from "../choice_line";

/** Which snapshots. */
export function Steps({
  facts,
  choice,
  change,
}: {
  facts: Facts;
  choice: DataChoice;
  change(change: Partial<DataChoice>): void;
}): JSX.Element {
  const { steps } = facts.run;
  const [first = 0] = steps;
  const last = steps.at(-1) ?? first;
  const line = (scope: DataChoice["steps"], name: string, children?: JSX.Element): JSX.Element => (
    <ChoiceLine
      group="export-steps"
      isChosen={choice.steps === scope}
      name={name}
      choose={() => change({ steps: scope })}
    >
      {children}
    </ChoiceLine>
  );
  const end = (name: "first" | "last", label: string): JSX.Element => (
    <input
      type="number"
      aria-label={label}
      min={first}
      max={last}
      value={choice[name]}
      onInput={({ currentTarget }) => {
        if (Number.isInteger(currentTarget.valueAsNumber)) {
          change({ steps: "between", [name]: currentTarget.valueAsNumber });
        }
      }}
    />
  );
  return (
    <fieldset class="choices">
      <legend>{DATA.steps}</legend>
      {line("shown", DATA.shownStep(facts.step))}
      {steps.length > 2
        ? line(
            "between",
            DATA.between,
            <span class="ends">
              {end("first", DATA.firstStep)}
              {DATA.to}
              {end("last", DATA.lastStep)}
            </span>,
          )
        : null}
      {steps.length > 1 ? line("all", DATA.allSteps(steps.length, first, last)) : null}
    </fieldset>
  );
}
