import type { JSX } from "preact";
import { resetCamera } from "../store/navigation/actions";
import type { Store } from "../store/state";
import { CHANGES } from "./strings/changes";
import { ariaKeys, NAVIGATION, SHORTCUTS } from "./strings/navigation";
import { STRINGS } from "./strings/page";

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

/** Opens and closes the settings. */
export function SettingsButton({ store }: { store: Store }): JSX.Element {
  return (
    <button
      type="button"
      class="flat"
      id="settings-button"
      aria-pressed={store.isSettingsOpen.value}
      onClick={() => {
        store.isSettingsOpen.value = !store.isSettingsOpen.peek();
      }}
    >
      {NAVIGATION.settings}
    </button>
  );
}

/** Opens and closes the list of what changed; only one thing stands on the right. */
export function ChangesButton({ store }: { store: Store }): JSX.Element {
  const isOpen = store.movement.isOpen.value && !store.isSettingsOpen.value;
  return (
    <button
      type="button"
      class="flat"
      id="changes-button"
      aria-pressed={isOpen}
      title={CHANGES.hint}
      onClick={() => {
        store.movement.isOpen.value = !isOpen;
        store.isSettingsOpen.value = false;
      }}
    >
      {CHANGES.title}
    </button>
  );
}
