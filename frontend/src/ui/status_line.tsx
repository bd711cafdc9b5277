import type { JSX } from "preact";
import type { Store } from "../store/state";
import { INSIGHTS_BUTTON } from "./strings/insights_button";
import { refusalWords, STRINGS } from "./strings/page";

/** Says aloud what went wrong while the picture goes on, and new warnings about the runs; silent while all is well. */
export function StatusLine({ store }: { store: Store }): JSX.Element {
  const trouble = troubleOf(store);
  const said = trouble === "" ? announced(store.insights.announcement.value) : trouble;
  return (
    <p role="status" class={trouble === "" ? "heard" : "status lost"}>
      {said}
    </p>
  );
}

/** What is wrong with the answers while there is a picture (else the picture's place says it), or where runs are logged. */
function troubleOf({ connection, runs, refusal, status, shownRuns }: Store): string {
  if (connection.value === "lost") {
    return runs.value === null ? "" : STRINGS.lost;
  }
  if (refusal.value !== null && status.value === "ready") {
    return STRINGS.missed(refusalWords(refusal.value));
  }
  return shownRuns.value.some((run) => run.is_disk_full) ? STRINGS.diskFull : "";
}

function announced(warnings: string): string {
  return warnings === "" ? "" : INSIGHTS_BUTTON.announced(warnings);
}
