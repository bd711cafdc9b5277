import type { ComponentChildren, JSX } from "preact";
import { isDrawn } from "../store/comparison/compare";
import type { Pane } from "../store/panes";
import { colorOfRun } from "../store/run_colors";
import type { Store } from "../store/state";
import { Missing } from "./missing";
import { COMPARE } from "./strings/compare";

/** In one pane, the notes of more runs would cover the picture. */
const MOST_WITH_NOTES = 3;

interface PaneFramesProps {
  readonly store: Store;
  /** What there is to say of the run of this number, beside its name and below it. */
  note(index: number): ComponentChildren;
  below?(index: number): ComponentChildren;
}

/** The frames of the runs' panes over the picture, each with its run's name and what there is to say of it. */
export function PaneFrames({ store, note, below }: PaneFramesProps): JSX.Element {
  const { names, panes, compare } = store.comparison;
  const drawn = panes.value.flatMap((pane, index) => {
    const run = names.value[index];
    return run !== undefined && isDrawn(pane) ? [{ pane, index, run }] : [];
  });
  const [first] = drawn;
  if (compare.value === "overlay" && first !== undefined) {
    return (
      <div class="pane" style={styleOf(first.pane)}>
        <div class="pane-titles">
          {drawn.map(({ index, run }) => (
            <Title key={run} store={store} run={run}>
              {drawn.length <= MOST_WITH_NOTES ? note(index) : null}
            </Title>
          ))}
        </div>
        {drawn.map(({ index }) => below?.(index))}
      </div>
    );
  }
  return (
    <>
      {drawn.map(({ pane, index, run }) => (
        <div key={run} class="pane" style={styleOf(pane)}>
          <Title store={store} run={run}>
            {note(index)}
          </Title>
          <Missing store={store} index={index} />
          {below?.(index)}
        </div>
      ))}
    </>
  );
}

function Title({ store, run, children }: { store: Store; run: string; children: ComponentChildren }): JSX.Element {
  const { names, reference, compare } = store.comparison;
  const other = compare.value === "difference" ? names.value[reference.value] : undefined;
  return (
    <h2 class="pane-title" title={run}>
      <span class="dot" style={{ background: colorOfRun(store, run) }} />
      {other === undefined ? run : COMPARE.less(run, other)}
      {children}
    </h2>
  );
}

function styleOf({ x, y, width, height }: Pane): Readonly<Record<string, string>> {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}
