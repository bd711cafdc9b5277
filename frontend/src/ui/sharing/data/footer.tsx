import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ExportRequest, Exports } from "../../../api";
import { type DataChoice, type Facts, requestOf, stepsOf } from "../../../sharing/data/choice";
import { downloadWork, LARGEST_HELD_BYTES, type Outcome } from "../../../sharing/data/download";
import { MOST_SPREADSHEET_LINES, type Size, sizeOf } from "../../../sharing/data/size";
import { DATA, OBSTACLES } from "../../strings/data";
import { JobProgress } from "../job";
import type { Job } from "../use_job";

/** From here on a text format is much larger than it need be. */
const LARGE_BYTES = 50_000_000;

interface FooterProps {
  readonly api: Exports;
  readonly job: Job;
  readonly facts: Facts;
  readonly choice: DataChoice;
  readonly notes: readonly string[];
}

/** How large the file will be, the button that makes it, and what becomes of it. */
export function DataFooter({ api, job, facts, choice, notes }: FooterProps): JSX.Element {
  const outcome = useSignal<Outcome | null>(null);
  const request = requestOf(choice, facts);
  const size = sizeOf(choice, facts);
  const isWorking = job.state.value.name === "working";
  const start = (asked: ExportRequest): void => {
    outcome.value = null;
    job.start(
      downloadWork(api, asked, size.bytes, (told) => {
        outcome.value = told;
      }),
    );
  };
  return (
    <footer class="export-footer">
      {[...notes, ...warningsOf(choice, facts, size)].map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      <div class="last-line">
        <p class="size">
          {typeof request === "string" ? OBSTACLES[request] : DATA.size(size, stepsOf(choice, facts).length)}
        </p>
        <button
          type="button"
          class="filled"
          data-first-focus={true}
          disabled={typeof request === "string" || isWorking}
          onClick={() => typeof request === "string" || start(request)}
        >
          {DATA.save}
        </button>
      </div>
      <JobProgress job={job} words={({ done, total }) => DATA.received(done, total ?? size.bytes)} />
      <p role="status" class="outcome">
        {job.state.value.name === "done" ? outcomeWords(outcome.value) : ""}
      </p>
    </footer>
  );
}

function outcomeWords(outcome: Outcome | null): string {
  if (outcome === null) {
    return "";
  }
  return outcome.name === "saved" ? DATA.saved(outcome.file, outcome.bytes) : DATA.handedOver;
}

function warningsOf(choice: DataChoice, facts: Facts, { bytes, values }: Size): readonly string[] {
  const isText = choice.format === "csv" || choice.format === "json";
  return [
    ...(choice.format === "csv" && values > MOST_SPREADSHEET_LINES
      ? [DATA.tooManyLines(values, MOST_SPREADSHEET_LINES)]
      : []),
    ...(isText && bytes > LARGE_BYTES ? [DATA.smaller(sizeOf({ ...choice, format: "npz" }, facts).bytes)] : []),
    ...(bytes > LARGEST_HELD_BYTES ? [DATA.handOver] : []),
  ];
}
