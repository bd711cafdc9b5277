import type { JSX } from "preact";
import type { Store } from "../store/state";
import { STRINGS } from "./strings/page";

/** Says aloud what went wrong while the picture goes on; silent while all is well. */
export function StatusLine({ store }: { store: Store }): JSX.Element {
  const isLost = store.connection.value === "lost" && store.runs.value !== null;
  return (
    <p role="status" class={isLost ? "status lost" : "status"}>
      {isLost ? STRINGS.lost : ""}
    </p>
  );
}
