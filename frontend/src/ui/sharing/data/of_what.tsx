import type { JSX } from "preact";
import type { ExportKind } from "../../../api";
import {
  chosenKinds,
  type DataChoice,
  type Facts,
  kindsOf,
  parametersOf,
  type Scope,
  scopesOf,
} from "../../../sharing/data/choice";
import { activeFilters } from "../../../store/navigation/filters";
import type { Store } from "../../../store/state";
import { DATA, EXPORT_KIND_WORDS, rowNames, SCOPE_WORDS } from "../../strings/data";
import { filterSummary, NAVIGATION } from "../../strings/navigation";
import { ChoiceLine } from "../choice_line";

interface PartProps {
  readonly store: Store;
  readonly facts: Facts;
  readonly choice: DataChoice;
  change(change: Partial<DataChoice>): void;
}

/** Which parameters, or which rows of one. */
export function OfWhat({ store, facts, choice, change }: PartProps): JSX.Element {
  return (
    <fieldset class="choices">
      <legend>{DATA.of}</legend>
      {scopesOf(facts).map((scope) => (
        <ChoiceLine
          key={scope}
          group="export-scope"
          isChosen={choice.scope === scope}
          name={SCOPE_WORDS[scope]}
          detail={detailOf(scope, store, facts)}
          choose={() => change({ scope })}
        />
      ))}
    </fieldset>
  );
}

function detailOf(scope: Scope, store: Store, facts: Facts): string {
  const [parameter] = parametersOf(scope, facts);
  switch (scope) {
    case "rows":
      return rowNames(facts.rows, (row) => labelOf(store, facts, row));
    case "selected":
      return `${parameter?.name ?? ""}, ${NAVIGATION.shape(parameter?.shape ?? [])}`;
    case "shown": {
      const active = activeFilters(store.choices.value, [facts.run]);
      const counted = NAVIGATION.parameterCount(facts.shown.size, facts.run.parameters.length);
      return active === null ? counted : `${counted}: ${filterSummary(active)}`;
    }
    case "all":
      return NAVIGATION.parameterCount(facts.run.parameters.length, facts.run.parameters.length);
  }
}

function labelOf({ clouds }: Store, { run }: Facts, row: number): string | null {
  const history = clouds.value?.histories.find((other) => other.run === run.name);
  return history?.labels?.[history.rowIds.indexOf(row)] ?? null;
}

/** Which numbers of them. */
export function Kinds({ facts, choice, change }: Omit<PartProps, "store">): JSX.Element {
  const chosen = chosenKinds(choice, facts);
  const toggle = (kind: ExportKind): void => {
    const kinds = new Set(chosen);
    if (!kinds.delete(kind)) {
      kinds.add(kind);
    }
    change({ kinds });
  };
  return (
    <fieldset class="choices across">
      <legend>{DATA.kinds}</legend>
      {kindsOf(choice.scope, facts).map((kind) => (
        <label key={kind} class="check" title={EXPORT_KIND_WORDS[kind].hint}>
          <input type="checkbox" checked={chosen.includes(kind)} onChange={() => toggle(kind)} />
          <span>{EXPORT_KIND_WORDS[kind].name}</span>
        </label>
      ))}
    </fieldset>
  );
}
