import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { Server } from "../api";
import { IS_STANDALONE } from "../standalone_mode";
import { megabytes } from "../store/memory";
import type { Store } from "../store/state";
import { ComparePane } from "./compare_pane";
import { Dialogs } from "./dialogs";
import { FileCaption } from "./file_caption";
import { Lazy } from "./lazy";
import { NavigationPane } from "./navigation/pane";
import { ParametersPane } from "./parameters_pane";
import { RendererLine } from "./renderer_line";
import { RightPane } from "./right_pane";
import { RunsPane } from "./runs_pane";
import { SideFooter } from "./side_footer";
import { StatusLine } from "./status_line";
import { STRINGS } from "./strings/page";
import { Timeline } from "./timeline/timeline";
import { Toolbar } from "./toolbar";
import { type OpenView, View } from "./view";

/** How many runs are in the picture. */
function shownRuns({ choices, clouds, network }: Store): number {
  const histories = choices.value.view === "embeddings" ? clouds.value?.histories : network.histories.value;
  return histories?.length ?? 0;
}

const loadAnnouncer = async (): Promise<typeof import("./announcer").Announcer> =>
  (await import("./announcer")).Announcer;

/** Handles that change with every frame: as signals they are set without rendering the page. */
function useFrameHandles({ drawn, memory, playhead, status }: Store): Readonly<Record<string, ReadonlySignal>> {
  const isReady = useComputed(() => status.value === "ready");
  return {
    "data-step": useComputed(() => (isReady.value ? Math.round(playhead.value.step) : undefined)),
    "data-points": useComputed(() => (isReady.value ? drawn.value?.points : undefined)),
    "data-memory-mb": useComputed(() => megabytes(memory.bytes.value)),
    "data-frame-script-ms": useComputed(() => drawn.value?.medianScriptMs.toFixed(2)),
    "data-frame-script-max-ms": useComputed(() => drawn.value?.worstScriptMs.toFixed(2)),
  };
}

interface AppProps {
  readonly store: Store;
  readonly api: Server;
  readonly openView: OpenView;
}

/** The whole page: runs and parameters on the left, the view in the middle, the timeline below it. */
export function App({ store, api, openView }: AppProps): JSX.Element {
  const hasTimeline = useComputed(() => store.status.value === "ready");
  const handles = useFrameHandles(store);
  const isReady = store.status.value === "ready";
  return (
    <main
      id="paramviz"
      {...handles}
      data-theme={store.theme.value}
      data-status={store.status.value}
      data-view={store.choices.value.view}
      data-renderer={store.drawingProblem.value === "" ? store.renderer.value : undefined}
      data-runs={shownRuns(store)}
      data-quality={isReady ? store.quality.value : undefined}
      data-geometries={store.gpuObjects.value?.geometries}
      data-textures={store.gpuObjects.value?.textures}
    >
      <h1 class="heard">{STRINGS.title}</h1>
      <aside class={store.isSideOpen.value ? "side open" : "side"} id="side" aria-label={STRINGS.runs}>
        <RunsPane store={store} />
        <ComparePane store={store} />
        {store.choices.value.view === "embeddings" ? (
          <ParametersPane store={store} />
        ) : (
          <NavigationPane store={store} />
        )}
        <SideFooter store={store} />
      </aside>
      <section class="center" aria-label={STRINGS[store.choices.value.view]}>
        {IS_STANDALONE ? <FileCaption store={store} /> : null}
        <Toolbar store={store} />
        <View store={store} openView={openView} />
        {hasTimeline.value ? <Timeline store={store} /> : null}
        <RendererLine store={store} />
        <StatusLine store={store} />
        <Lazy load={loadAnnouncer} props={{ store }} otherwise={() => null} />
      </section>
      <RightPane store={store} />
      <Dialogs store={store} api={api} />
    </main>
  );
}
