import type { JSX } from "preact";
import type { Store } from "../store/state";
import { InspectorPane } from "./inspector/pane";
import { SettingsPane } from "./settings/pane";

/** On the right: the settings, or what is selected; nothing where there is neither. */
export function RightPane({ store }: { store: Store }): JSX.Element | null {
  if (store.isSettingsOpen.value) {
    return <SettingsPane store={store} />;
  }
  return store.choices.value.selected === null ? null : <InspectorPane store={store} />;
}
