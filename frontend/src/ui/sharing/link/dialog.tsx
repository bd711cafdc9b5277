import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { addressWith } from "../../../host";
import { copyFrom } from "../../../sharing/copy";
import { writeLink } from "../../../store/link";
import { sharedLinkOf } from "../../../store/linked_page";
import { Dialog } from "../../dialog";
import type { DialogProps } from "../../dialogs";
import { LINK } from "../../strings/link";
import { adoptStyle } from "../../styles/adopt";
import form from "../../styles/export.css?inline";
import style from "../../styles/link.css?inline";

adoptStyle(form);
adoptStyle(style);

/** Names that every machine has for itself. */
const OWN_NAME = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u;
const APPLE = /Mac|iPhone|iPad/u;

/** An address that shows somebody else exactly this. */
export function LinkDialog({ store, close }: DialogProps): JSX.Element {
  // A film that goes on behind the dialog is shared as it was.
  const [step] = useState(() => store.playhead.peek().step);
  const [canFollow] = useState(() => store.playhead.peek().follow);
  const follows = useSignal(false);
  const outcome = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);
  const address = addressWith(writeLink(sharedLinkOf(store, follows.value ? null : step), true));
  const { hostname } = new URL(address);
  const copy = async (): Promise<void> => {
    outcome.value = "";
    if (field.current !== null) {
      const isCopied = await copyFrom(field.current);
      outcome.value = isCopied ? LINK.copied : LINK.byHand(APPLE.test(navigator.userAgent) ? "⌘C" : "Ctrl+C");
    }
  };
  return (
    <Dialog title={LINK.title} close={close}>
      <div class="link-form">
        <p>{follows.value ? LINK.following : LINK.explanation(step)}</p>
        <textarea
          ref={field}
          readOnly={true}
          rows={5}
          spellcheck={false}
          aria-label={LINK.address}
          value={address}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        {canFollow ? (
          <label class="check">
            <input
              type="checkbox"
              checked={follows.value}
              onChange={({ currentTarget }) => {
                follows.value = currentTarget.checked;
                outcome.value = "";
              }}
            />
            <span>{LINK.follow}</span>
          </label>
        ) : null}
        {OWN_NAME.test(hostname) ? <p class="note">{LINK.onlyHere(hostname)}</p> : null}
      </div>
      <footer class="export-footer">
        <div class="last-line">
          <p role="status" class="outcome">
            {outcome.value}
          </p>
          <button type="button" class="filled" data-first-focus={true} onClick={() => void copy()}>
            {LINK.copy}
          </button>
        </div>
      </footer>
    </Dialog>
  );
}
