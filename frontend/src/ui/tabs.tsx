import type { JSX } from "preact";
import { VIEWS, type View } from "../store/choices";
import { openView, type Store } from "../store/state";
import { ariaKeys, SHORTCUTS } from "./strings/navigation";
import { STRINGS } from "./strings/page";

/** The views; arrow keys go from one to the next. */
export function Tabs({ store }: { store: Store }): JSX.Element {
  const { view } = store.choices.value;
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const next = neighboringView(view, event.key);
    if (next !== null && !(event.altKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      openView(store, next);
      event.currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
    }
  };
  return (
    <div role="tablist" aria-label={STRINGS.views} class="tabs" onKeyDown={onKeyDown}>
      {VIEWS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={view === name}
          aria-controls="view"
          aria-keyshortcuts={ariaKeys(name)}
          title={`${STRINGS[name]} (${SHORTCUTS[name].join()})`}
          tabIndex={view === name ? 0 : -1}
          onClick={() => openView(store, name)}
        >
          {STRINGS[name]}
        </button>
      ))}
    </div>
  );
}

function neighboringView(view: View, key: string): View | null {
  const at = VIEWS.indexOf(view);
  switch (key) {
    case "ArrowLeft":
      return VIEWS.at(at - 1) ?? null;
    case "ArrowRight":
      return VIEWS[(at + 1) % VIEWS.length] ?? null;
    case "Home":
      return VIEWS[0];
    case "End":
      return VIEWS.at(-1) ?? null;
    default:
      return null;
  }
}
