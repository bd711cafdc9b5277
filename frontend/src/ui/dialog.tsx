import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icons";
import { DIALOG } from "./strings/dialogs";

interface DialogProps {
  readonly title: string;
  /** For dialogs that need room. */
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
  close(): void;
}

/**
 * A box over the page that wants an answer first: the rest is out of reach, Escape closes it, and the focus goes back. It
 * begins at what is marked `data-first-focus`.
 */
export function Dialog({ title, isWide = false, children, close }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    element.current?.showModal();
    element.current?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
  }, []);
  return (
    <dialog
      ref={element}
      class={isWide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onClose={close}
      // The keys of the page behind are none of its business.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" class="round" aria-label={DIALOG.close} onClick={() => element.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
