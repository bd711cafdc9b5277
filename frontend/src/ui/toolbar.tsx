import type { JSX } from "preact";
import { COLOR_BYS, type ColorBy } from "../store/choices";
import { isMovementColor } from "../store/movement/values";
import { choose, type Store } from "../store/state";
import { NetworkTools } from "./navigation/tools";
import { PageButtons } from "./page_buttons";
import { CHANGES } from "./strings/changes";
import { COLOR_NAMES, STRINGS } from "./strings/page";
import { Tabs } from "./tabs";
import { ResetCameraButton, SideButton } from "./view_buttons";

/** Above the view: which view it is, what it shows, and how. */
export function Toolbar({ store }: { store: Store }): JSX.Element {
  const { view } = store.choices.value;
  return (
    <header class="toolbar">
      <SideButton store={store} />
      <Tabs store={store} />
      {view === "embeddings" ? <EmbeddingsTools store={store} /> : <NetworkTools store={store} />}
    </header>
  );
}

function EmbeddingsTools({ store }: { store: Store }): JSX.Element {
  const words = summary(store);
  return (
    <>
      <p class="summary" title={`${words}\n${STRINGS.fidelityHint}`}>
        {words}
      </p>
      {store.status.value === "ready" ? <Controls store={store} /> : null}
      <PageButtons store={store} />
    </>
  );
}

function Controls({ store }: { store: Store }): JSX.Element {
  const { autoZoom } = store.choices.value;
  return (
    <>
      {store.comparison.compare.value === "side_by_side" ? <ColorChoice store={store} /> : null}
      <label class="control" title={STRINGS.autoZoomHint}>
        <input type="checkbox" checked={autoZoom} onChange={() => choose(store, { autoZoom: !autoZoom })} />
        <span>{STRINGS.autoZoom}</span>
      </label>
      <ResetCameraButton store={store} />
    </>
  );
}

/** What the points' colours say; where runs lie over each other, or are subtracted, that is settled. */
function ColorChoice({ store }: { store: Store }): JSX.Element {
  const { colorBy, since } = store.choices.value;
  return (
    <label class="control">
      <span>{STRINGS.colorBy}</span>
      <select value={colorBy} onChange={(event) => choose(store, { colorBy: event.currentTarget.value as ColorBy })}>
        {COLOR_BYS.map((name) => (
          <option key={name} value={name}>
            {colorWords(name, since ?? store.domain.value.first)}
          </option>
        ))}
      </select>
    </label>
  );
}

function colorWords(colorBy: ColorBy, since: number): string {
  const { choice } = COLOR_NAMES[colorBy];
  return isMovementColor(colorBy) ? CHANGES.since(choice, since) : choice;
}

/** How faithful the picture is, first where there is little room; how much of which parameter it shows. */
function summary(store: Store): string {
  const clouds = store.clouds.value;
  const [history] = clouds?.histories ?? [];
  if (clouds === null || history === undefined) {
    return "";
  }
  const rows = store.cloudChoices.value.find(({ name }) => name === clouds.parameter)?.shape[0];
  const variance = history.explainedVariance.reduce((sum, share) => sum + share, 0);
  return [
    STRINGS.variance(variance),
    ...(history.preservation === null
      ? []
      : [STRINGS.neighbors(history.preservation.share, history.preservation.step)]),
    STRINGS.rows(history.rowIds.length, rows ?? history.rowIds.length),
    clouds.parameter,
  ].join(" · ");
}
