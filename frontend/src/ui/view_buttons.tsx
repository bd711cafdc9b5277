import type { ComponentChildren, JSX } from "preact";
import { resetCamera } from "../store/navigation/actions";
import type { Store } from "../store/state";
import { CHANGES } from "./strings/changes";
import { INSIGHTS_BUTTON } from "./strings/insights_button";
import { ariaKeys, NAVIGATION, SHORTCUTS } from "./strings/navigation";
import { STRINGS } from "./strings/page";

const PANE_WORDS = {
  settings: { title: NAVIGATION.settings, hint: undefined },
  changes: { title: CHANGES.title, hint: CHANGES.hint },
  insights: { title: INSIGHTS_BUTTON.title, hint: INSIGHTS_BUTTON.hint },
} as const;

/** Brings the camera back to where it shows all of the picture. */
export function ResetCameraButton({ store }: { store: Store }): JSX.Element {
  return (
    <button
      type="button"
      class="flat"
      disabled={store.camera.value === null}
      aria-keyshortcuts={ariaKeys("resetCamera")}
      title={`${STRINGS.resetCamera} (${SHORTCUTS.resetCamera.join()})`}
      onClick={() => resetCamera(store)}
    >
      {STRINGS.resetCamera}
    </button>
  );
}

/** On a page without room for them: brings runs and parameters, and takes them away. */
export function SideButton({ store }: { store: Store }): JSX.Element {
  return (
    <button
      type="button"
      class="flat side-button"
      aria-expanded={store.isSideOpen.value}
      aria-controls="side"
      onClick={() => {
        store.isSideOpen.value = !store.isSideOpen.peek();
      }}
    >
      {STRINGS.runs}
    </button>
  );
}

interface PaneButtonProps {
  readonly store: Store;
  readonly pane: keyof typeof PANE_WORDS;
  /** What it is called aloud, where that is more than its title. */
  readonly label?: string;
  /** Behind its title. */
  readonly children?: ComponentChildren;
}

/** Opens and closes one of the panes on the right; only one of them stands there. */
export function PaneButton({ store, pane, label, children }: PaneButtonProps): JSX.Element {
  const { title, hint } = PANE_WORDS[pane];
  const isOpen = store.rightPane.value === pane;
  return (
    <button
      type="button"
      class="flat"
      id={`${pane}-button`}
      aria-pressed={isOpen}
      aria-label={label}
      title={hint}
      onClick={() => {
        store.rightPane.value = isOpen ? null : pane;
      }}
    >
      {title}
      {children}
    </button>
  );
}
