import type { JSX } from "preact";
import type { Store } from "../store/state";
import { InsightsButton } from "./insights/button";
import { ExportMenu } from "./sharing/menu";
import { PaneButton } from "./view_buttons";

/** At the end of the toolbar, in every view. */
export function PageButtons({ store }: { store: Store }): JSX.Element {
  return (
    <>
      <PaneButton store={store} pane="changes" />
      <InsightsButton store={store} />
      <ExportMenu store={store} />
      <PaneButton store={store} pane="settings" />
    </>
  );
}
