import type { ComponentChildren, JSX } from "preact";
import { runColor } from "../store/palette";
import { panesOf } from "../store/panes";
import type { Store } from "../store/state";

/** The frames of the runs' panes over the picture, each with its run's name and what there is to say of it. */
export function PaneFrames({
  store,
  runs,
  note,
  below,
}: {
  store: Store;
  /** Names of the runs, in the order of their panes. */
  runs: readonly string[];
  note(index: number): ComponentChildren;
  below?(index: number): ComponentChildren;
}): JSX.Element {
  const all = store.runs.value ?? [];
  const { width, height } = store.viewSize.value;
  return (
    <>
      {panesOf(runs.length, width, height).map((pane, index) => {
        const run = runs[index] ?? "";
        return (
          <div
            key={run}
            class="pane"
            style={{ left: `${pane.x}px`, top: `${pane.y}px`, width: `${pane.width}px`, height: `${pane.height}px` }}
          >
            <h2 class="pane-title" title={run}>
              <span class="dot" style={{ background: runColor(all.findIndex(({ name }) => name === run)) }} />
              {run}
              {note(index)}
            </h2>
            {below?.(index)}
          </div>
        );
      })}
    </>
  );
}
