import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { PageButtons } from "../page_buttons";
import { ResetCameraButton } from "../view_buttons";
import { Breadcrumbs } from "./breadcrumbs";
import { FilterChip } from "./filter_chip";
import { HistoryProgress } from "./progress";
import { Values } from "./values";

/** Above the Network view and the charts: where one is, what cells show, what is hidden. */
export function NetworkTools({ store }: { store: Store }): JSX.Element {
  const isReady = store.status.value === "ready";
  const isNetwork = store.choices.value.view === "network";
  return (
    <>
      {isReady ? <Breadcrumbs store={store} /> : <span class="breadcrumbs" />}
      {isReady && isNetwork ? <ResetCameraButton store={store} /> : null}
      <PageButtons store={store} />
      {isReady ? (
        <div class={isNetwork ? "toolbar-row" : "toolbar-row only-filters"}>
          {isNetwork ? <Values store={store} /> : null}
          <FilterChip store={store} />
        </div>
      ) : null}
      <HistoryProgress store={store} />
    </>
  );
}
