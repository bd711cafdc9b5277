import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { RunInfo } from "../../answers";
import { spanOf } from "../../store/comparison/alignment";
import { modelPrefix, readableWords } from "../../store/inspection/names";
import { kindOf } from "../../store/kinds";
import { type Changes, changesOf, type ParameterChange } from "../../store/movement/changes";
import { type Interval, intervalOnRun, isSameInterval } from "../../store/movement/interval";
import type { NetworkHistory } from "../../store/network/history";
import { choose, type Store } from "../../store/state";
import { CHANGES } from "../strings/changes";
import { KIND_NAMES } from "../strings/kinds";
import { ListHeading, RankedButton, RankedLine } from "./ranked";

const LISTED_PARAMETERS = 8;
const LISTED_LAYERS = 6;

/** The layers and parameters of a run that changed most; each parameter can be selected. */
export function ChangedParameters({ store, run }: { store: Store; run: RunInfo }): JSX.Element | null {
  const found = useComputed(() => changesOfRun(store, run.name));
  const { interval, changes, history } = found.value;
  if (run.parameters.length === 0) {
    return null;
  }
  if (changes === null || interval === null) {
    const isLoading = history === undefined || store.network.isIncomplete.value;
    return <p class="inspector-note">{isLoading ? CHANGES.loadingWeights : CHANGES.oneSnapshot}</p>;
  }
  return <Lists store={store} run={run} changes={changes} interval={interval} />;
}

interface Found {
  readonly history: NetworkHistory | undefined;
  /** In which the playhead rests, in steps of the run. */
  readonly interval: Interval | null;
  readonly changes: Changes | null;
}

function changesOfRun({ movement, network, laid }: Store, run: string): Found {
  const rested = movement.rested.value;
  const history = network.histories.value?.find((one) => one.run.name === run);
  if (rested === null || history === undefined) {
    return { history, interval: rested, changes: null };
  }
  const interval = intervalOnRun(laid(spanOf(history.run.steps)), rested);
  return { history, interval, changes: changesOf(history, interval) };
}

interface ListsProps {
  readonly store: Store;
  readonly run: RunInfo;
  readonly changes: Changes;
  readonly interval: Interval;
}

function Lists({ store, run, changes, interval }: ListsProps): JSX.Element {
  const { layers, parameters, fromZero } = changes;
  const steps = isSameInterval(changes, interval) ? "" : CHANGES.interval(changes);
  return (
    <>
      {layers.length < 2 ? null : (
        <>
          <ListHeading title={CHANGES.layers} hint={CHANGES.parametersHint} figures={steps} />
          <ol class="ranked" aria-label={CHANGES.layers}>
            {layers.slice(0, LISTED_LAYERS).map(({ layer, kind, change }) => (
              <RankedLine
                key={layer ?? kind}
                name={layer === null ? KIND_NAMES[kindOf(kind)] : CHANGES.layer(layer)}
                figures={[CHANGES.share(change)]}
                share={change / (layers[0]?.change ?? change)}
              />
            ))}
          </ol>
        </>
      )}
      <ListHeading title={CHANGES.parameters} hint={CHANGES.parametersHint} figures={steps} />
      <ol class="ranked" aria-label={CHANGES.parameters}>
        {parameters.slice(0, LISTED_PARAMETERS).map((one) => (
          <Parameter key={one.name} store={store} run={run} one={one} largest={parameters[0]?.change ?? one.change} />
        ))}
      </ol>
      {fromZero === 0 ? null : <p class="inspector-note">{CHANGES.fromZero(fromZero)}</p>}
    </>
  );
}

interface ParameterProps {
  readonly store: Store;
  readonly run: RunInfo;
  readonly one: ParameterChange;
  readonly largest: number;
}

function Parameter({ store, run, one: { name, change }, largest }: ParameterProps): JSX.Element {
  const { selected } = store.choices.value;
  const readable = readableWords(name, modelPrefix(run.parameters), null).join(" · ");
  return (
    <RankedButton
      name={readable}
      words={`${name}: ${CHANGES.share(change)}`}
      figures={[CHANGES.share(change)]}
      share={change / largest}
      isSelected={selected?.parameter === name && selected.row === null}
      onClick={() =>
        choose(store, { selected: { run: run.name, parameter: name, part: null, row: null, column: null } })
      }
    />
  );
}
