import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Store } from "../../store/state";
import type { OpenDialog } from "../../store/surfaces";
import { EXPORT, EXPORT_ENTRIES, isOfflineEntry } from "../strings/sharing";

const MOVES: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** What can be taken along: each entry opens a dialog that tells what it will be. */
export function ExportMenu({ store }: { store: Store }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (isOpen) {
      place.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    }
  }, [isOpen]);
  const entries = store.archive.value === null ? EXPORT_ENTRIES : EXPORT_ENTRIES.filter(isOfflineEntry);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (dialog: OpenDialog): void => {
    // The dialog gives the focus back to what has it now.
    close();
    store.dialog.value = dialog;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(place.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const move = MOVES[event.key];
    if (event.key === "Escape") {
      close();
    } else if (move !== undefined && isOpen) {
      items[move(items.indexOf(document.activeElement as HTMLElement), items.length)]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const onFocusOut = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node && place.current?.contains(event.relatedTarget))) {
      setOpen(false);
    }
  };
  return (
    <div class="menu-place" ref={place}>
      <button
        type="button"
        class="flat"
        id="export-button"
        ref={button}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={store.status.value !== "ready"}
        onClick={() => setOpen(!isOpen)}
      >
        {EXPORT.title}
      </button>
      {isOpen ? (
        <div
          role="menu"
          tabIndex={-1}
          class="menu"
          aria-labelledby="export-button"
          onFocusOut={onFocusOut}
          onKeyDown={onKeyDown}
        >
          {entries.map(({ name, hint, dialog, group }, index) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={index > 0 && group !== entries[index - 1]?.group ? "begins" : undefined}
              aria-label={name}
              aria-description={hint}
              onClick={() => choose(dialog)}
            >
              <span>{name}</span>
              {/* Seen beside the name, and told as the description: the name itself stays short. */}
              <small data-hint={hint} />
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
