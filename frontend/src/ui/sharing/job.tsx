import type { JSX } from "preact";
import { DIALOG } from "../strings/dialogs";
import { percent } from "../strings/format";
import { EXPORT } from "../strings/sharing";
import type { Job } from "./use_job";

/** How far it is, with a way to give it up; or what went wrong. */
export function JobProgress({ job }: { job: Job }): JSX.Element | null {
  const state = job.state.value;
  if (state.name === "failed") {
    return (
      <p class="problem" role="alert">
        {EXPORT.failed}: {state.error instanceof Error ? state.error.message : String(state.error)}
      </p>
    );
  }
  if (state.name !== "working") {
    return null;
  }
  const { done = 0, total = null } = state.progress ?? {};
  const share = total === null ? undefined : done / Math.max(total, 1);
  return (
    <div class="job">
      <progress aria-label={EXPORT.working} {...(share === undefined ? {} : { value: share })} />
      <span>{share === undefined ? EXPORT.working : EXPORT.given(percent(share))}</span>
      <button type="button" class="outlined" onClick={() => job.cancel()}>
        {DIALOG.cancel}
      </button>
    </div>
  );
}
