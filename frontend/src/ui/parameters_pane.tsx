import type { JSX } from "preact";
import { choose, type Store } from "../store/state";
import { STRINGS } from "./strings";

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
