import type { JSX } from "preact";
import { QUANTITIES, type Quantity } from "../../store/choices";
import { hasGradients } from "../../store/navigation/problem";
import { choose, type Store } from "../../store/state";
import { NAVIGATION } from "../strings/navigation";
import { QUANTITY_NAMES } from "../strings/quantities";

/** What the cells show, and from which run a difference is taken. */
export function Values({ store }: { store: Store }): JSX.Element {
  const { quantity } = store.choices.value;
  return (
    <>
      <div class="values" role="radiogroup" aria-label={NAVIGATION.values}>
        {QUANTITIES.map((name) => {
          const obstacle = obstacleTo(store, name);
          return (
            <label key={name} title={obstacle ?? QUANTITY_NAMES[name].hint}>
              <input
                type="radio"
                name="quantity"
                checked={quantity === name}
                disabled={obstacle !== null}
                onChange={() => choose(store, { quantity: name })}
              />
              <span>{QUANTITY_NAMES[name].name}</span>
            </label>
          );
        })}
      </div>
      {quantity === "difference" ? <Reference store={store} /> : null}
    </>
  );
}

function Reference({ store }: { store: Store }): JSX.Element {
  const histories = store.network.histories.value ?? [];
  return (
    <label class="control reference">
      <span>{NAVIGATION.differenceTo}</span>
      <select
        value={store.network.reference.value?.run.name}
        onChange={(event) => choose(store, { reference: event.currentTarget.value })}
      >
        {histories.map(({ run }) => (
          <option key={run.name} value={run.name}>
            {run.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Why a quantity cannot be shown; null where it can. */
function obstacleTo(store: Store, quantity: Quantity): string | null {
  const histories = store.network.histories.value ?? [];
  if (quantity === "gradient" && !hasGradients(histories)) {
    return NAVIGATION.noGradients;
  }
  return quantity === "difference" && histories.length < 2 ? NAVIGATION.oneRun : null;
}
