import { licensesBytes, licensesPath, packedBytes, path } from "virtual:standalone";
import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { initialForm, makeRequest, mostSnapshots, type PageForm, planOfForm } from "../../sharing/page/form";
import { makePage } from "../../sharing/page/make";
import { sizeOf } from "../../sharing/page/size";
import { save } from "../../sharing/save";
import { Dialog } from "../dialog";
import type { DialogProps } from "../dialogs";
import { RangeField } from "../settings/fields";
import { PAGE_FILE } from "../strings/page_file";
import { JobProgress } from "./job";
import { PageParts, PageSubjects } from "./page_parts";
import { PageSizeLine } from "./page_size";
import "./page_style";
import { useJob } from "./use_job";
import { useRatios } from "./use_ratios";

const PRESETS = [25, 50, 100];

/** What a page without a server is to hold, and how large it will be. */
export function PageDialog({ store, api, close }: DialogProps): JSX.Element {
  const form = useSignal<PageForm>(initialForm(store));
  const saved = useSignal("");
  const job = useJob();
  const plan = useComputed(() => planOfForm(store, form.value));
  const ratios = useRatios(plan, api);
  const size = useComputed(() => sizeOf(plan.value, ratios.value.ratios, { packedBytes, licensesBytes }));
  const isWorking = job.state.value.name === "working";
  const set = (change: Partial<PageForm>): void => {
    form.value = { ...form.value, ...change };
    saved.value = "";
  };
  const start = (): void => {
    const { request, fileName } = makeRequest(store, form.value, { path, licensesPath });
    job.start(async (report, signal) => {
      const page = await makePage(request, api, report, signal);
      signal.throwIfAborted();
      save(page, fileName);
      saved.value = PAGE_FILE.saved(fileName, PAGE_FILE.megabytes(page.size));
    });
  };
  const isEmpty = form.value.runs.size === 0;
  return (
    <Dialog title={PAGE_FILE.title} isWide={true} close={close}>
      <p class="note">{PAGE_FILE.intro}</p>
      <form
        class="page-form"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <fieldset class="bare page-columns" disabled={isWorking}>
          <div>
            <label class="setting">
              <span>{PAGE_FILE.name}</span>
              <input
                type="text"
                class="text"
                maxLength={200}
                value={form.value.title}
                onInput={({ currentTarget }) => set({ title: currentTarget.value })}
              />
            </label>
            <PageSubjects store={store} form={form.value} set={set} />
          </div>
          <div>
            <Snapshots form={form.value} most={mostSnapshots(store, form.value)} set={set} />
            <PageParts store={store} form={form.value} set={set} />
          </div>
        </fieldset>
        <PageSizeLine size={size.value} isMeasured={ratios.value.isMeasured} />
        <p class="note">{PAGE_FILE.holds}</p>
        <JobProgress job={job} />
        {isWorking ? null : (
          <div class="dialog-actions">
            <output>{isEmpty ? PAGE_FILE.noRun : saved.value}</output>
            <button type="submit" class="outlined main" disabled={isEmpty}>
              {PAGE_FILE.save}
            </button>
          </div>
        )}
      </form>
    </Dialog>
  );
}

interface SnapshotsProps {
  readonly form: PageForm;
  readonly most: number;
  set(change: Partial<PageForm>): void;
}

/** How many snapshots of each run: on a slider, and a few numbers that are often wanted. */
function Snapshots({ form, most, set }: SnapshotsProps): JSX.Element {
  const count = Math.min(form.snapshots, most);
  const presets = PRESETS.filter((preset) => preset < most);
  const button = (name: string, value: number): JSX.Element => (
    <button
      key={name}
      type="button"
      class="outlined small"
      aria-pressed={count === Math.min(value, most)}
      onClick={() => set({ snapshots: value })}
    >
      {name}
    </button>
  );
  return (
    <>
      {most > 2 ? (
        <RangeField
          label={PAGE_FILE.snapshots}
          value={count}
          bounds={[2, most]}
          step={1}
          format={(value) => PAGE_FILE.snapshotsOf(value, most)}
          onChange={(snapshots) => set({ snapshots: snapshots === most ? Number.MAX_SAFE_INTEGER : snapshots })}
        />
      ) : null}
      {presets.length === 0 ? null : (
        <fieldset class="presets" aria-label={PAGE_FILE.presets}>
          {presets.map((preset) => button(String(preset), preset))}
          {button(PAGE_FILE.all, Number.MAX_SAFE_INTEGER)}
        </fieldset>
      )}
    </>
  );
}
