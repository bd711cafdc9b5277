import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RunInfo } from "../../../answers";
import { EXPORT_FORMATS } from "../../../api";
import { type DataChoice, firstChoice, possibleChoice } from "../../../sharing/data/choice";
import { exportableRuns, factsOf, likelyRun, lookOf } from "../../../sharing/data/facts";
import { Dialog } from "../../dialog";
import type { DialogProps } from "../../dialogs";
import { DATA, FORMAT_WORDS } from "../../strings/data";
import { adoptStyle } from "../../styles/adopt";
import style from "../../styles/export.css?inline";
import { Segments } from "../choice_line";
import { useJob } from "../use_job";
import { DataFooter } from "./footer";
import { notesOf } from "./notes";
import { Kinds, OfWhat } from "./of_what";
import { Steps } from "./steps";

adoptStyle(style);

/** A file of the numbers of what is selected, or of more. */
export function DataDialog({ store, api, open, close }: DialogProps): JSX.Element {
  const [likely] = useState(() => likelyRun(store));
  const name = useSignal(likely?.name ?? "");
  const runs = exportableRuns(store);
  const run = runs.find((other) => other.name === name.value) ?? likely;
  return (
    <Dialog title={DATA.title} close={close}>
      {run === undefined ? null : (
        <DataForm
          store={store}
          api={api}
          open={open}
          run={run}
          runs={runs}
          chooseRun={(chosen) => {
            name.value = chosen;
          }}
        />
      )}
    </Dialog>
  );
}

interface DataFormProps extends Omit<DialogProps, "close"> {
  readonly run: RunInfo;
  readonly runs: readonly RunInfo[];
  chooseRun(name: string): void;
}

function DataForm({ store, api, open, run, runs, chooseRun }: DataFormProps): JSX.Element {
  // What was shown when the dialog opened is meant, though a film may go on behind it.
  const [axisStep] = useState(() => store.playhead.peek().step);
  const facts = factsOf(store, run, axisStep);
  const format = EXPORT_FORMATS.find((known) => known === open.choice) ?? "csv";
  const chosen = useSignal<DataChoice>(firstChoice(format, facts, lookOf(store)));
  const choice = possibleChoice(chosen.value, facts);
  const job = useJob();
  const change = (changed: Partial<DataChoice>): void => {
    chosen.value = { ...choice, ...changed };
    // What is said of another file is over.
    job.cancel();
  };
  const parts = { facts, choice, change };
  return (
    <>
      <div class="export-form" inert={job.state.value.name === "working"}>
        {runs.length > 1 ? (
          <label class="control">
            <span>{DATA.run}</span>
            <select
              value={run.name}
              onChange={({ currentTarget }) => {
                chooseRun(currentTarget.value);
                job.cancel();
              }}
            >
              {runs.map((other) => (
                <option key={other.name} value={other.name}>
                  {other.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <OfWhat store={store} {...parts} />
        <Kinds {...parts} />
        <Steps {...parts} />
        <div class="format">
          <Segments
            group="export-format"
            label={DATA.format}
            chosen={choice.format}
            names={FORMAT_WORDS}
            onChange={(name) => change({ format: name })}
          />
          <small>{FORMAT_WORDS[choice.format].hint}</small>
        </div>
      </div>
      <DataFooter api={api} job={job} facts={facts} choice={choice} notes={notesOf(store, facts, choice)} />
    </>
  );
}
