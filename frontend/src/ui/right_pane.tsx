import type { JSX } from "preact";
import type { Store } from "../store/state";
import { ChangesPane } from "./changes/pane";
import { LazyInsights } from "./insights/loading";
import { InspectorPane } from "./inspector/pane";
import { SettingsPane } from "./settings/pane";

/** On the right: the settings, or what changed, or what stands out, or what is selected; nothing where there is none of it. */
export function RightPane({ store }: { store: Store }): JSX.Element | null {
  switch (store.rightPane.value) {
    case "settings":
      return <SettingsPane store={store} />;
    case "changes":
      return <ChangesPane store={store} />;
    case "insights":
      return <LazyInsights store={store} />;
    default:
      return store.choices.value.selected === null ? null : <InspectorPane store={store} />;
  }
}
