import type { JSX } from "preact";
import type { Progress } from "../../sharing/job";
import { DIALOG } from "../strings/dialogs";
import { failureWords } from "../strings/failures";
import { percent } from "../strings/format";
import { EXPORT } from "../strings/sharing";
import type { Job } from "./use_job";

/** How far it is, with a way to give it up; or what went wrong. */
export function JobProgress({
  job,
  words = shareWords,
}: {
  job: Job;
  words?(progress: Progress): string;
}): JSX.Element | null {
  const state = job.state.value;
  if (state.name === "failed") {
    return (
      <p class="problem" role="alert">
        {EXPORT.failed}: {failureWords(state.error)}
      </p>
    );
  }
  if (state.name !== "working") {
    return null;
  }
  const { progress } = state;
  const share = progress === null || progress.total === null ? undefined : progress.done / Math.max(progress.total, 1);
  return (
    <div class="job">
      <progress aria-label={EXPORT.working} {...(share === undefined ? {} : { value: Math.min(1, share) })} />
      <span>{progress === null ? EXPORT.working : words(progress)}</span>
      <button type="button" class="outlined" onClick={() => job.cancel()}>
        {DIALOG.cancel}
      </button>
    </div>
  );
}

function shareWords({ done, total }: Progress): string {
  return total === null ? EXPORT.working : EXPORT.given(percent(done / Math.max(total, 1)));
}
