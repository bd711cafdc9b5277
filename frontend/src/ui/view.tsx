import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Disposable } from "../disposables";
import type { View as ViewName } from "../store/choices";
import type { Store } from "../store/state";
import { ChartsView } from "./charts/view";
import { EmbeddingsNotes } from "./embeddings_notes";
import { Message } from "./message";
import { NetworkProblemCard } from "./navigation/problem";
import { NetworkNotes } from "./network/notes";
import { PhaseCaption } from "./phase_caption";
import { RecoveryNote } from "./recovery_note";
import { ariaKeys } from "./strings/navigation";
import { STRINGS } from "./strings/page";

const PICTURE_KEYS = (
  [
    "previous",
    "next",
    "cellAbove",
    "cellLeft",
    "cellBelow",
    "cellRight",
    "flyToSelection",
    "enterSelection",
    "escape",
  ] as const
)
  .map(ariaKeys)
  .join(" ");

/** Starts the drawing on a canvas, with another one over it for what is written. */
export type OpenView = (canvas: HTMLCanvasElement, overlay: HTMLCanvasElement) => Disposable;

/** The middle of the page: the picture, what is written over it, or a message where there is no picture. */
export function View({ store, openView }: { store: Store; openView: OpenView }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) {
      return;
    }
    const measure = (): void => {
      // Nothing to measure while TensorBoard hides the tab.
      if (element.clientHeight > 0) {
        store.viewSize.value = { width: element.clientWidth, height: element.clientHeight };
      }
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [store]);
  const isReady = store.status.value === "ready";
  const { view } = store.choices.value;
  return (
    <div class="view" id="view" role="tabpanel" aria-labelledby={`tab-${view}`} ref={host}>
      {/* A canvas that has drawn in 3D can never draw flat: another renderer gets another canvas. */}
      <Surfaces key={store.renderer.value} view={view} openView={openView} />
      {isReady && view === "embeddings" ? <EmbeddingsNotes store={store} /> : null}
      {isReady && view === "network" ? <NetworkNotes store={store} /> : null}
      {isReady && view === "charts" ? <ChartsView store={store} /> : null}
      {isReady && view !== "embeddings" ? <NetworkProblemCard store={store} /> : null}
      {isReady ? <PhaseCaption store={store} /> : null}
      {isReady ? null : <Message store={store} />}
      <RecoveryNote store={store} />
    </div>
  );
}

/** What is drawn on, and over it what is written on. */
function Surfaces({ view, openView }: { view: ViewName; openView: OpenView }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current === null || overlay.current === null) {
      return;
    }
    const picture = openView(canvas.current, overlay.current);
    return () => picture.dispose();
  }, [openView]);
  return (
    <>
      <canvas ref={canvas} class="picture" />
      <canvas
        ref={overlay}
        class="writing"
        role="img"
        // The charts lie over it.
        tabIndex={view === "charts" ? -1 : 0}
        aria-label={STRINGS[view]}
        aria-keyshortcuts={view === "network" ? PICTURE_KEYS : undefined}
      />
    </>
  );
}
