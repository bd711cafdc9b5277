import type { JSX } from "preact";
import { clearFilters } from "../../store/navigation/actions";
import { choose, type Store } from "../../store/state";
import { NAVIGATION, PROBLEMS } from "../strings/navigation";
import { Kinds } from "./kinds";
import { Layers } from "./layers";
import { ModulesTree } from "./tree";

/** Which parameters are shown, and where they are in the model. */
export function NavigationPane({ store }: { store: Store }): JSX.Element | null {
  if (store.network.navigation.tree.value.allCount === 0) {
    return null;
  }
  return (
    <>
      <Kinds store={store} />
      <Layers store={store} />
      <Modules store={store} />
    </>
  );
}

function Modules({ store }: { store: Store }): JSX.Element {
  const { shownCount, allCount } = store.network.navigation.tree.value;
  return (
    <section class="modules" aria-label={NAVIGATION.modules}>
      <div class="nav-heading">
        <h2 class="nav-title">{NAVIGATION.modules}</h2>
        <span class="shape">{NAVIGATION.parameterCount(shownCount, allCount)}</span>
      </div>
      <label class="filter">
        <span class="icon" aria-hidden="true">
          ⌕
        </span>
        <input
          type="search"
          aria-label={NAVIGATION.filterParameters}
          placeholder={NAVIGATION.filterParameters}
          title={NAVIGATION.filterHint}
          value={store.choices.value.parameterFilter}
          onInput={(event) => choose(store, { parameterFilter: event.currentTarget.value })}
        />
      </label>
      {shownCount === 0 ? (
        <p class="note">
          {PROBLEMS.filtered.title}.{" "}
          <button type="button" class="link" onClick={() => clearFilters(store)}>
            {PROBLEMS.filtered.button}
          </button>
        </p>
      ) : (
        <ModulesTree store={store} />
      )}
    </section>
  );
}
