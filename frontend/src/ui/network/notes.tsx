import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { ShorterRun } from "../embeddings_notes";
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
        runs={histories.map(({ run }) => run.name)}
        note={(index) => (
          <>
            <small class="pane-note">
              {modelOf(histories[index]?.run.model_class, histories[index]?.run.parameter_count)}
            </small>
            <ShorterRun store={store} newest={histories[index]?.run.steps.at(-1)} />
          </>
        )}
        below={(index) => <Problem store={store} index={index} />}
      />
      {choices.value.selected === null || network.hover.value !== null ? <CellTooltip store={store} /> : null}
      <NetworkLegend store={store} />
    </>
  );
}

/** Why a pane is empty, or all grey. */
function Problem({ store, index }: { store: Store; index: number }): JSX.Element | null {
  const { network, choices } = store;
  const { quantity } = choices.value;
  const history = network.histories.value?.[index];
  const isReference = quantity === "difference" && history !== undefined && history === network.reference.value;
  const isEmpty = (network.moments.value[index] ?? []).length === 0;
  if (isReference) {
    return <p class="pane-hint">{NETWORK_STRINGS.isReference}</p>;
  }
  if (!isEmpty) {
    return null;
  }
  return <p class="pane-hint">{quantity === "gradient" ? NETWORK_STRINGS.noGradients : NETWORK_STRINGS.nothingAt}</p>;
}

/** The model's class and how many weights it has: `GPT · 0.8 M weights`. */
function modelOf(name: string | undefined, count: number | undefined): string {
  const weights = count === undefined || count === 0 ? [] : [NETWORK_STRINGS.weights(count)];
  return [...(name === undefined || name === "" ? [] : [name]), ...weights].join(" · ");
}
