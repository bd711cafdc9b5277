import type { JSX } from "preact";
import { choose, type Store } from "../store/state";
import { STRINGS } from "./strings/page";

/** The parameters whose rows can be shown as points. */
export function ParametersPane({ store }: { store: Store }): JSX.Element | null {
  const clouds = store.cloudChoices.value;
  if (store.shownRuns.value.length === 0) {
    return null;
  }
  return (
    <fieldset class="parameters">
      <legend class="heading">{STRINGS.parameters}</legend>
      {clouds.length === 0 ? <p class="note">{STRINGS.noParameters}</p> : null}
      {withoutParameter(store).map((run) => (
        <p class="note" key={run}>
          {STRINGS.absent(run, store.parameter.value ?? "")}
        </p>
      ))}
      {clouds.map(({ name, shape }) => (
        <label class="row choice" key={name}>
          <input
            type="radio"
            name="parameter"
            checked={store.parameter.value === name}
            onChange={() => choose(store, { parameter: name })}
          />
          <span class="name" title={name}>
            {name}
          </span>
          <span class="shape">{shape.join(" × ")}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The checked runs that have no pane, since they do not log the rows of the parameter that is shown. */
function withoutParameter(store: Store): string[] {
  const parameter = store.parameter.value;
  const runs = store.shownRuns.value.filter(({ clouds }) => parameter !== null && !clouds.includes(parameter));
  return runs.map(({ name }) => name);
}
