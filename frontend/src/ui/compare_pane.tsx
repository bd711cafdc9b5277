import type { JSX } from "preact";
import { ALIGNMENTS, type Alignment } from "../store/comparison/alignment";
import { COMPARES, type Compare } from "../store/comparison/compare";
import { choose, type Store } from "../store/state";
import { ALIGNMENT_NAMES, COMPARE, COMPARE_NAMES } from "./strings/compare";

/** How the shown runs are set against each other. */
export function ComparePane({ store }: { store: Store }): JSX.Element | null {
  const { compare, alignment, view } = store.choices.value;
  const count = store.shownRuns.value.length;
  if (count === 0) {
    return null;
  }
  return (
    <section class="compare">
      <p class="heading" id="compare">
        {COMPARE.title}
      </p>
      <div class="values" role="radiogroup" aria-labelledby="compare">
        {COMPARES.map((name) => {
          const obstacle = obstacleTo(name, view, count);
          return (
            <label key={name} title={obstacle ?? COMPARE_NAMES[name].hint}>
              <input
                type="radio"
                name="compare"
                checked={compare === name}
                disabled={obstacle !== null}
                onChange={() => choose(store, { compare: name })}
              />
              <span>{COMPARE_NAMES[name].name}</span>
            </label>
          );
        })}
      </div>
      {count > 1 && view !== "charts" ? (
        <>
          {compare === "difference" ? <Reference store={store} /> : null}
          <label class="control" title={COMPARE.alignHint}>
            <span>{COMPARE.alignBy}</span>
            <select
              value={alignment}
              onChange={(event) => choose(store, { alignment: event.currentTarget.value as Alignment })}
            >
              {ALIGNMENTS.map((name) => (
                <option key={name} value={name}>
                  {ALIGNMENT_NAMES[name]}
                </option>
              ))}
            </select>
          </label>
        </>
      ) : null}
      <Note store={store} />
    </section>
  );
}

/** Why what is chosen is not what is seen. */
function Note({ store }: { store: Store }): JSX.Element | null {
  const { compare, view } = store.choices.value;
  const obstacle = compare === "side_by_side" ? null : obstacleTo(compare, view, store.shownRuns.value.length);
  return obstacle === null ? null : <p class="note">{obstacle}</p>;
}

/** Why runs cannot be compared like this; null where they can. */
function obstacleTo(compare: Compare, view: Store["choices"]["value"]["view"], count: number): string | null {
  if (compare === "side_by_side") {
    return null;
  }
  if (view === "charts") {
    return COMPARE.chartsOverlay;
  }
  if (count < 2) {
    return COMPARE.needsTwo;
  }
  return compare === "overlay" && view === "network" ? COMPARE.onlyPoints : null;
}

function Reference({ store }: { store: Store }): JSX.Element {
  const names = store.comparison.names.value;
  return (
    <label class="control">
      <span>{COMPARE.differenceTo}</span>
      <select
        value={names[store.comparison.reference.value]}
        onChange={(event) => choose(store, { reference: event.currentTarget.value })}
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
