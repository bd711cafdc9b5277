import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { shownQuantity } from "../../store/choices";
import { modelPrefix, readableWords } from "../../store/inspection/names";
import { type CellFacts, cellFacts } from "../../store/network/cell_facts";
import { labelsKey } from "../../store/network/row_labels";
import type { Store } from "../../store/state";
import { useFloating } from "../floating";
import { measure, quoted } from "../strings/format";
import { NETWORK_STRINGS } from "../strings/network";
import { STRINGS } from "../strings/page";
import { QUANTITY_NAMES } from "../strings/quantities";

interface Facts extends CellFacts {
  readonly title: string;
  readonly label: string | undefined;
}

/** What is known of the cell under the pointer. */
export function CellTooltip({ store }: { store: Store }): JSX.Element | null {
  const hover = store.network.hover.value;
  const facts = factsOf(store);
  const box = useRef<HTMLDivElement>(null);
  useFloating(box, hover?.x ?? 0, hover?.y ?? 0);
  if (facts === null) {
    return null;
  }
  const quantity = shownQuantity(store.choices.value);
  const isDifference = quantity === "difference" || quantity === "since_start";
  return (
    <div role="tooltip" class="tooltip floating" ref={box}>
      <strong>{facts.title}</strong>
      <dl>
        <dt>{placeOf(facts).join(" · ")}</dt>
        <dd>{facts.parameter.shape.length < 2 ? "" : NETWORK_STRINGS.column(facts.column)}</dd>
        <Line name={QUANTITY_NAMES.weight.inText} value={facts.now} />
        <Line name={QUANTITY_NAMES.gradient.inText} value={facts.gradient} />
        <Line name={NETWORK_STRINGS.changeLabel} value={facts.change} />
        {isDifference ? <Line name={QUANTITY_NAMES[quantity].inText} value={facts.shown} /> : null}
        <Line name={NETWORK_STRINGS.zScore} value={facts.zScore} />
        <dt>{NETWORK_STRINGS.snapshot}</dt>
        <dd>{STRINGS.stepText(facts.step)}</dd>
      </dl>
    </div>
  );
}

function Line({ name, value }: { name: string; value: number }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{measure(value)}</dd>
    </>
  );
}

function placeOf({ parameter, row, column, head, label }: Facts): string[] {
  if (parameter.shape.length < 2) {
    return [NETWORK_STRINGS.element(column)];
  }
  return [
    NETWORK_STRINGS.row(row),
    ...(label === undefined ? [] : [quoted(label)]),
    ...(head === null ? [] : [NETWORK_STRINGS.head(head)]),
  ];
}

function factsOf(store: Store): Facts | null {
  const { network } = store;
  const hover = network.hover.value;
  const index = hover?.history ?? -1;
  const history = network.histories.value?.[index];
  const slab = network.plans.value[index]?.slabs[hover?.slab ?? -1];
  if (hover === null || history === undefined || slab === undefined) {
    return null;
  }
  const { run } = history;
  const facts = cellFacts(history, slab, hover, network.moments.value[index] ?? [], store.stepOn(run.steps));
  return facts === null
    ? null
    : {
        ...facts,
        title: readableWords(slab.name, modelPrefix(run.parameters), slab.part).join(" · "),
        label: network.rowLabels.value.get(labelsKey(run, slab.name))?.get(facts.row),
      };
}
