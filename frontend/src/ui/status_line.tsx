import type { JSX } from "preact";
import type { Store } from "../store/state";
import { INSIGHTS_BUTTON } from "./strings/insights_button";
import { STRINGS } from "./strings/page";

/** Says aloud what went wrong while the picture goes on, and new warnings about the runs; silent while all is well. */
export function StatusLine({ store }: { store: Store }): JSX.Element {
  const isLost = store.connection.value === "lost" && store.runs.value !== null;
  const news = store.insights.announcement.value;
  return (
    <p role="status" class={isLost ? "status lost" : "heard"}>
      {isLost ? STRINGS.lost : announced(news)}
    </p>
  );
}

function announced(warnings: string): string {
  return warnings === "" ? "" : INSIGHTS_BUTTON.announced(warnings);
}
