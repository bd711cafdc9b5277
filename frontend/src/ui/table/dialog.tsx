/** What the picture shows, as a table: for people who cannot see it, and for whoever wants the numbers. */

import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { neighboringStep } from "../../store/axis";
import { scrub } from "../../store/playhead";
import type { Store } from "../../store/state";
import { followTable, hasCells, type ShownTable, type TableChoice, tableRuns } from "../../store/table/shown";
import { Dialog } from "../dialog";
import type { DialogProps } from "../dialogs";
import { Icon } from "../icons";
import { SURFACES } from "../strings/dialogs";
import { captionOf, TABLE } from "../strings/table";
import { adoptStyle } from "../styles/adopt";
import style from "../styles/table.css?inline";
import { Grid } from "./grid";

adoptStyle(style);

export function TableDialog({ store, close }: DialogProps): JSX.Element {
  const choice = useSignal<TableChoice>({ run: store.choices.peek().selected?.run ?? null, isOfCells: false });
  const query = useSignal("");
  const shown = useMemo(() => followTable(store, choice), [store, choice]);
  const name = SURFACES.table;
  const now = shown.value;
  const hasSlab = hasCells(store);
  useEffect(() => {
    if (!hasSlab) {
      choice.value = { ...choice.peek(), isOfCells: false };
    }
  }, [hasSlab, choice]);
  const choose = (change: Partial<TableChoice>): void => {
    choice.value = { ...choice.peek(), ...change };
  };
  return (
    <Dialog title={name} isWide={true} close={close}>
      <div class="table-tools">
        <Runs store={store} run={now?.run ?? null} choose={choose} />
        {hasSlab ? (
          <label class="control">
            <span>{TABLE.of}</span>
            <select
              value={choice.value.isOfCells ? "cells" : "parameters"}
              onChange={(event) => choose({ isOfCells: event.currentTarget.value === "cells" })}
            >
              <option value="parameters">{TABLE.parameters}</option>
              <option value="cells">{TABLE.cells}</option>
            </select>
          </label>
        ) : null}
        <Steps store={store} />
        <input
          type="search"
          class="table-search"
          aria-label={TABLE.search}
          placeholder={TABLE.search}
          title={TABLE.searchHint}
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
        />
      </div>
      {now === null ? (
        <p class="note">{TABLE.loading}</p>
      ) : (
        <Grid
          key={keyOf(now)}
          store={store}
          table={now.table}
          query={query.value}
          caption={captionOf(now.subject, now.run, now.step)}
        />
      )}
    </Dialog>
  );
}

/** Another subject begins on its first page, in its own order; another step does not. */
function keyOf({ run, subject }: ShownTable): string {
  return JSON.stringify([run, subject]);
}

interface RunsProps {
  readonly store: Store;
  readonly run: string | null;
  choose(change: Partial<TableChoice>): void;
}

function Runs({ store, run, choose }: RunsProps): JSX.Element | null {
  const runs = tableRuns(store);
  return runs.length < 2 ? null : (
    <label class="control">
      <span>{TABLE.run}</span>
      <select value={run ?? ""} onChange={(event) => choose({ run: event.currentTarget.value })}>
        {runs.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The way through time, which the box over the page has closed off. */
function Steps({ store }: { store: Store }): JSX.Element {
  const step = useComputed(() => TABLE.step(Math.round(store.playhead.value.step)));
  const playing = useComputed(() => store.playhead.value.playing);
  const go = (direction: -1 | 1): void =>
    scrub(store, neighboringStep(store.loggedSteps.peek(), store.playhead.peek().step, direction));
  return (
    <div class="table-steps">
      <button type="button" class="round" aria-label={TABLE.previousSnapshot} onClick={() => go(-1)}>
        <Icon name="previous" />
      </button>
      <span aria-live={playing.value ? "off" : "polite"}>{step}</span>
      <button type="button" class="round" aria-label={TABLE.nextSnapshot} onClick={() => go(1)}>
        <Icon name="next" />
      </button>
    </div>
  );
}
