import type { JSX } from "preact";
import { QUANTITIES, type Quantity } from "../../store/choices";
import { hasGradients } from "../../store/navigation/problem";
import { choose, type Store } from "../../store/state";
import { NAVIGATION } from "../strings/navigation";
import { QUANTITY_NAMES } from "../strings/quantities";

/** What the cells show. */
export function Values({ store }: { store: Store }): JSX.Element {
  const { quantity } = store.choices.value;
  return (
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
  );
}

/** Why a quantity cannot be shown; null where it can. */
function obstacleTo(store: Store, quantity: Quantity): string | null {
  if (store.choices.value.compare === "difference") {
    return NAVIGATION.differences;
  }
  return quantity === "gradient" && !hasGradients(store.network.histories.value ?? []) ? NAVIGATION.noGradients : null;
}
