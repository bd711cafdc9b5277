import type { JSX } from "preact";
import { divergingGradient, NONFINITE_COLOR } from "../../store/colors";
import { statistic } from "../../store/network/history";
import { hasFreeCorner } from "../../store/panes";
import type { Store } from "../../store/state";
import { measure } from "../strings/format";
import { NETWORK_STRINGS } from "../strings/network";
import { QUANTITY_NAMES } from "../strings/quantities";

/** What the colours of the cells mean. */
export function NetworkLegend({ store }: { store: Store }): JSX.Element {
  const { quantity, settings } = store.choices.value;
  const isCommon = settings.scale === "common";
  const reference = store.network.reference.value;
  const name =
    quantity === "difference" && reference !== null
      ? NETWORK_STRINGS.differenceTo(reference.run.name)
      : QUANTITY_NAMES[quantity].inText;
  const { width, height } = store.viewSize.value;
  const isAside = hasFreeCorner(store.network.histories.value?.length ?? 0, width, height);
  const range = store.network.commonRange.value;
  const ends = isCommon ? [measure(-range), "0", measure(range)] : NETWORK_STRINGS.slabEnds;
  return (
    <figure class={isAside ? "legend in-free-corner" : "legend"} title={NETWORK_STRINGS.sampled}>
      <figcaption>{isCommon ? NETWORK_STRINGS.scaleOfAll(name) : NETWORK_STRINGS.scaleOfSlab(name)}</figcaption>
      <div class="bar" style={{ background: divergingGradient(settings.colorScheme, store.theme.value) }} />
      <p class="ends">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </p>
      {hasBroken(store) ? (
        <p class="grid-size">
          <span class="color-mark" style={{ background: NONFINITE_COLOR }} /> {NETWORK_STRINGS.nonfinite}
        </p>
      ) : null}
    </figure>
  );
}

/** Whether any run has weights that are not finite, at any step. */
function hasBroken(store: Store): boolean {
  return (store.network.histories.value ?? []).some(({ run, statistics }) =>
    run.parameters.some((_, parameter) => statistic(run, statistics.at(-1), parameter, "nonfinite") > 0),
  );
}
