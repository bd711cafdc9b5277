import type { JSX } from "preact";
import type { Store } from "../store/state";
import { recoveryWords } from "./strings/page";

/** Tells for a while what the page came through by itself. */
export function RecoveryNote({ store }: { readonly store: Store }): JSX.Element {
  const recovery = store.recovery.latest.value;
  return (
    <p aria-live="polite" class="recovery">
      {recovery === null ? "" : recoveryWords(recovery)}
    </p>
  );
}
