import type { ComponentType, JSX } from "preact";
import type { Store } from "../../store/state";
import { Lazy } from "../lazy";
import { INSIGHTS_BUTTON } from "../strings/insights_button";
import { CloseInsights } from "./close";

async function load(): Promise<ComponentType<{ store: Store }>> {
  return (await import("./pane")).InsightsPane;
}

/** The pane of insights, loaded when it is first opened. */
export function LazyInsights({ store }: { store: Store }): JSX.Element {
  return (
    <Lazy
      load={load}
      props={{ store }}
      otherwise={() => (
        <aside class="inspector" aria-label={INSIGHTS_BUTTON.title}>
          <CloseInsights store={store} />
          <h2>{INSIGHTS_BUTTON.title}</h2>
          <p class="inspector-note" role="alert">
            {INSIGHTS_BUTTON.notLoaded}
          </p>
        </aside>
      )}
    />
  );
}
