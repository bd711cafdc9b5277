import type { JSX } from "preact";
import { shownQuantity } from "../../store/choices";
import type { Moment } from "../../store/network/quantities";
import type { Store } from "../../store/state";
import { OwnStep } from "../embeddings_notes";
import { PaneFrames } from "../pane_frame";
import { NETWORK_STRINGS } from "../strings/network";
import { NetworkLegend } from "./legend";
import { CellTooltip } from "./tooltip";

/** What stands over the picture of the network. */
export function NetworkNotes({ store }: { store: Store }): JSX.Element {
  const { network, choices } = store;
  const histories = network.histories.value ?? [];
  return (
    <>
      <PaneFrames
        store={store}
        note={(index) => (
          <>
            <small class="pane-note">
              {modelOf(histories[index]?.run.model_class, histories[index]?.run.parameter_count)}
            </small>
            <OwnStep store={store} steps={histories[index]?.run.steps ?? []} />
          </>
        )}
        below={(index) => <Problem store={store} index={index} />}
      />
      {choices.value.selected === null || network.hover.value !== null ? <CellTooltip store={store} /> : null}
      <NetworkLegend store={store} />
    </>
  );
}

/** Why a pane is empty, or all grey, or shows another step; from which step a change is counted. */
function Problem({ store, index }: { store: Store; index: number }): JSX.Element | null {
  const text = problemOf(store, index);
  return text === "" ? null : <p class="pane-hint">{text}</p>;
}

function problemOf(store: Store, index: number): string {
  const { network, choices } = store;
  const quantity = shownQuantity(choices.value);
  const moments = network.moments.value[index] ?? [];
  const newest = moments.at(-1);
  const step = store.stepOn(network.histories.value?.[index]?.run.steps ?? []);
  if (quantity === "gradient") {
    if (newest === undefined) {
      return NETWORK_STRINGS.noGradients;
    }
    return newest.step < Math.floor(step) ? NETWORK_STRINGS.earlierGradients(newest.step) : "";
  }
  if (newest === undefined) {
    return NETWORK_STRINGS.nothingAt;
  }
  const shown = moments.findLast((moment) => moment.step <= step) ?? newest;
  if (quantity === "difference") {
    return differenceNote(network, index, shown);
  }
  return shown.since === null ? "" : NETWORK_STRINGS.sinceStep(shown.step, shown.since);
}

function differenceNote({ reference, histories }: Store["network"], index: number, shown: Moment): string {
  const other = reference.value;
  if (other === null || histories.value?.[index] === other) {
    return NETWORK_STRINGS.isReference;
  }
  return shown.tiles().scales.every(Number.isNaN)
    ? NETWORK_STRINGS.nothingInCommon(other.run.name)
    : NETWORK_STRINGS.sinceStepOf(shown.step, shown.since ?? shown.step, other.run.name);
}

/** The model's class and how many weights it has: `GPT · 0.8 M weights`. */
function modelOf(name: string | undefined, count: number | undefined): string {
  const weights = count === undefined || count === 0 ? [] : [NETWORK_STRINGS.weights(count)];
  return [...(name === undefined || name === "" ? [] : [name]), ...weights].join(" · ");
}
