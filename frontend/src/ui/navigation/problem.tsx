import type { JSX } from "preact";
import { shownQuantity } from "../../store/choices";
import { clearFilters } from "../../store/navigation/actions";
import { networkProblem } from "../../store/navigation/problem";
import { choose, type Store } from "../../store/state";
import { PROBLEMS } from "../strings/navigation";

/** Over a picture that would be empty: why it is, and the way out. Announces itself. */
export function NetworkProblemCard({ store }: { store: Store }): JSX.Element {
  const { view } = store.choices.value;
  const quantity = shownQuantity(store.choices.value);
  const problem = networkProblem({
    view,
    quantity,
    histories: store.network.histories.value ?? [],
    shown: store.network.shown.value,
  });
  const leave = (): void =>
    problem === "filtered" ? clearFilters(store) : choose(store, { quantity: "weight", compare: "side_by_side" });
  return (
    <div aria-live="polite">
      {problem === null ? null : (
        <div class="message card">
          <h2>{PROBLEMS[problem].title}</h2>
          <button type="button" onClick={leave}>
            {PROBLEMS[problem].button}
          </button>
        </div>
      )}
    </div>
  );
}
