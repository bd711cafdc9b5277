import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Disposable } from "../disposables";
import type { View as ViewName } from "../store/choices";
import { bracketOf, type CloudHistory, unshownPoints } from "../store/history";
import { runColor } from "../store/palette";
import { panesOf } from "../store/panes";
import type { Store } from "../store/state";
import { ChartsView } from "./charts/view";
import { Legend } from "./legend";
import { Message } from "./message";
import { NetworkProblemCard } from "./navigation/problem";
import { ariaKeys } from "./strings/navigation";
import { STRINGS } from "./strings/page";
import { Tooltip } from "./tooltip";

const PICTURE_KEYS = (["previousSlab", "nextSlab", "flyToSelection", "enterSelection", "escape"] as const)
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
      {isReady && view === "charts" ? <ChartsView store={store} /> : null}
      {isReady && view !== "embeddings" ? <NetworkProblemCard store={store} /> : null}
      {isReady ? null : <Message store={store} />}
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
        tabIndex={0}
        aria-label={STRINGS[view]}
        aria-keyshortcuts={view === "network" ? PICTURE_KEYS : undefined}
      />
    </>
  );
}

function EmbeddingsNotes({ store }: { store: Store }): JSX.Element {
  return (
    <>
      <PaneTitles store={store} />
      <Legend store={store} />
      <Tooltip store={store} />
    </>
  );
}

function PaneTitles({ store }: { store: Store }): JSX.Element {
  const histories = store.clouds.value?.histories ?? [];
  const runs = store.runs.value ?? [];
  const { width, height } = store.viewSize.value;
  return (
    <>
      {panesOf(histories.length, width, height).map((pane, index) => {
        const run = histories[index]?.run ?? "";
        return (
          <div
            key={run}
            class="pane"
            style={{ left: `${pane.x}px`, top: `${pane.y}px`, width: `${pane.width}px`, height: `${pane.height}px` }}
          >
            <h2 class="pane-title" title={run}>
              <span class="dot" style={{ background: runColor(runs.findIndex(({ name }) => name === run)) }} />
              {run}
              <ShorterRun history={histories[index]} step={store.playhead.value.step} />
              <TurnedRun history={histories[index]} />
            </h2>
            <UnshownRows history={histories[index]} step={store.playhead.value.step} />
          </div>
        );
      })}
    </>
  );
}

/** Says that the step shown is one that this run has not reached. */
function ShorterRun({ history, step }: { history: CloudHistory | undefined; step: number }): JSX.Element | null {
  const newest = history?.runSteps.at(-1);
  return newest === undefined || newest >= Math.round(step) ? null : (
    <small class="pane-note reached">{STRINGS.newestStep(newest)}</small>
  );
}

/** Says onto which run this one was turned, and how much of their likeness is chance. */
function TurnedRun({ history }: { history: CloudHistory | undefined }): JSX.Element | null {
  const alignment = history?.alignment;
  if (alignment === undefined || alignment === null) {
    return null;
  }
  const { onto, agreement, byChance } = alignment;
  return <small class="pane-note">{STRINGS.alignment(onto, agreement, byChance)}</small>;
}

/** Says how many points are missing from a pane because their rows are not finite. */
function UnshownRows({ history, step }: { history: CloudHistory | undefined; step: number }): JSX.Element | null {
  const snapshot = history?.snapshots[bracketOf(history.snapshots, step).before];
  const count = snapshot === undefined ? 0 : unshownPoints(snapshot);
  return count === 0 ? null : <p class="pane-problem">{STRINGS.notFinite(count)}</p>;
}
