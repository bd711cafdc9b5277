import type { JSX } from "preact";
import { runsWithParameters, showKinds, toggleKind } from "../../store/navigation/actions";
import { kindsOf } from "../../store/navigation/filters";
import type { Store } from "../../store/state";
import { number } from "../strings/format";
import { KIND_NAMES } from "../strings/kinds";
import { NAVIGATION } from "../strings/navigation";

/** Which kinds of parameters are shown, of those that there are. */
export function Kinds({ store }: { store: Store }): JSX.Element {
  const { hiddenKinds } = store.choices.value;
  const kinds = [...kindsOf(runsWithParameters(store))];
  return (
    <fieldset class="kinds">
      <legend class="nav-heading">
        <span class="nav-title">{NAVIGATION.kinds}</span>
      </legend>
      <div class="nav-buttons">
        <button type="button" class="nav-button" title={NAVIGATION.allHint} onClick={() => showKinds(store, "all")}>
          {NAVIGATION.all}
        </button>
        <button type="button" class="nav-button" title={NAVIGATION.noneHint} onClick={() => showKinds(store, "none")}>
          {NAVIGATION.none}
        </button>
      </div>
      {kinds.map(([kind, count]) => (
        <label class="row" key={kind}>
          <input type="checkbox" checked={!hiddenKinds.has(kind)} onChange={() => toggleKind(store, kind)} />
          <span class="name">{KIND_NAMES[kind]}</span>
          <span class="shape" aria-hidden="true" title={NAVIGATION.parameterCount(count, count)}>
            {number(count)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
