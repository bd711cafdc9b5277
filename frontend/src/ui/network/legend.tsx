import type { JSX } from "preact";
import { cellColorSubject } from "../../learn/subjects";
import { shownQuantity } from "../../store/choices";
import { divergingGradient, NONFINITE_COLOR } from "../../store/colors";
import { brokenAt } from "../../store/network/coloring";
import { hasFreeCorner } from "../../store/panes";
import type { Store } from "../../store/state";
import { Explain } from "../learn/explain";
import { measure } from "../strings/format";
import { NETWORK_STRINGS } from "../strings/network";
import { QUANTITY_NAMES } from "../strings/quantities";

/** What the colours of the cells mean. */
export function NetworkLegend({ store }: { store: Store }): JSX.Element {
  const { settings } = store.choices.value;
  const quantity = shownQuantity(store.choices.value);
  const isCommon = settings.scale === "common";
  const reference = store.network.reference.value;
  const name =
    quantity === "difference" && reference !== null
      ? NETWORK_STRINGS.differenceTo(reference.run.name)
      : QUANTITY_NAMES[quantity].inText;
  const isAside = hasFreeCorner(store.comparison.panes.value, store.viewSize.value.width);
  const ends = isCommon ? commonEnds(store.network.commonRange.value) : NETWORK_STRINGS.slabEnds;
  return (
    <figure class={isAside ? "legend in-free-corner" : "legend"} title={NETWORK_STRINGS.sampled}>
      <figcaption>
        {isCommon ? NETWORK_STRINGS.scaleOfAll(name) : NETWORK_STRINGS.scaleOfSlab(name)}
        <Explain subject={cellColorSubject(quantity)} />
      </figcaption>
      <div class="bar" style={{ background: divergingGradient(settings.colorScheme, store.theme.value) }} />
      <p class="ends">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </p>
      {hasBroken(store) ? (
        <p class="grid-size">
          <span class="color-mark" style={{ background: NONFINITE_COLOR }} /> {NETWORK_STRINGS.nonfinite}
          <Explain subject={cellColorSubject("nonfinite")} />
        </p>
      ) : null}
    </figure>
  );
}

function commonEnds(range: number): readonly string[] {
  return [measure(-range), "0", measure(range)];
}

/** Whether any run has, at its newest step, values that are not finite. */
function hasBroken({ network, choices }: Store): boolean {
  return (network.histories.value ?? []).some((history) => {
    const isBroken = brokenAt(history, Number.POSITIVE_INFINITY, shownQuantity(choices.value));
    return history.run.parameters.some((_, parameter) => isBroken(parameter));
  });
}
