import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { AXES, colorSubject } from "../learn/subjects";
import type { ColorBy } from "../store/choices";
import { sequentialGradient } from "../store/colors";
import { gridOf } from "../store/grid";
import { isMovementColor } from "../store/movement/values";
import { hasFreeCorner } from "../store/panes";
import type { Store } from "../store/state";
import { Explain } from "./learn/explain";
import { CHANGES, MOVEMENT_FORMATS } from "./strings/changes";
import { COMPARE } from "./strings/compare";
import { EXPLAIN } from "./strings/explain";
import { measure, number } from "./strings/format";
import { COLOR_NAMES, STRINGS } from "./strings/page";

/** What the colours and the grid mean; of runs over each other, their names say it. */
export function Legend({ store }: { store: Store }): JSX.Element {
  // The frames change with each frame of a film, these with few of them.
  const interval = useComputed(() => {
    const [frame] = store.frames.value;
    return frame === undefined ? null : gridOf(frame.radius).interval;
  });
  const isAside = hasFreeCorner(store.comparison.panes.value, store.viewSize.value.width);
  return (
    <figure class={isAside ? "legend in-free-corner" : "legend"}>
      {store.comparison.compare.value === "overlay" ? <RunColors /> : <Colors store={store} />}
      {interval.value === null ? null : (
        <p class="grid-size">
          {STRINGS.grid(interval.value)}
          <Explain subject={AXES} />
        </p>
      )}
    </figure>
  );
}

/** Of runs over each other, their names beside the picture say which colour is whose. */
function RunColors(): JSX.Element {
  return (
    <figcaption>
      {EXPLAIN.colorsOfRuns}
      <Explain subject={colorSubject("runs")} />
    </figcaption>
  );
}

/** Which colour stands for which number. */
function Colors({ store }: { store: Store }): JSX.Element {
  const { compare, names, reference } = store.comparison;
  const range = store.valueRange.value;
  const { colorBy, settings } = store.choices.value;
  const isDifference = compare.value === "difference";
  const format = isDifference ? measure : formatOf(colorBy);
  return (
    <>
      <figcaption>
        {isDifference ? COMPARE.distanceTo(names.value[reference.value] ?? "") : COLOR_NAMES[colorBy].legend}
        <Explain subject={colorSubject(isDifference ? "distance" : colorBy)} />
      </figcaption>
      {range === null ? (
        <p>{isDifference ? COMPARE.nothingShared : noValues(colorBy)}</p>
      ) : (
        <>
          <div class="bar" style={{ background: sequentialGradient(settings.colorScheme, store.theme.value) }} />
          <p class="ends">
            <span>{format(range[0])}</span>
            <span>{format((range[0] + range[1]) / 2)}</span>
            <span>{format(range[1])}</span>
          </p>
        </>
      )}
      {isMovementColor(colorBy) && !isDifference ? <MeasuredInterval store={store} /> : null}
    </>
  );
}

/** Why no number is known. */
function noValues(colorBy: ColorBy): string {
  return isMovementColor(colorBy) ? CHANGES.looking : STRINGS.noGradient;
}

function formatOf(colorBy: ColorBy): (value: number) => string {
  if (isMovementColor(colorBy)) {
    return MOVEMENT_FORMATS[colorBy];
  }
  return colorBy === "row" ? number : measure;
}

/** Between which steps the colours hold, in each of the runs, and of how many points they are known. */
function MeasuredInterval({ store: { clouds, movement, playhead } }: { store: Store }): JSX.Element {
  const isPlaying = useComputed(() => playhead.value.playing);
  const histories = clouds.value?.histories ?? [];
  const answered = histories.flatMap(({ run }, index) => {
    const values = movement.values.value[index];
    const known = movement.answers.value.get(run);
    return values === null || values === undefined || known === undefined ? [] : [{ values, of: known.of }];
  });
  const intervals = new Set(answered.map(({ of }) => CHANGES.interval(of)));
  const points = answered.reduce((sum, { values }) => sum + values.length, 0);
  const known = answered.reduce((sum, { values }) => sum + values.filter(Number.isFinite).length, 0);
  return (
    <>
      {[...intervals].map((words) => (
        <p key={words} class="measured">
          {words}
        </p>
      ))}
      {isPlaying.value ? <p class="measured">{CHANGES.whilePlaying}</p> : null}
      {known < points ? <p class="measured">{CHANGES.compared(known, points)}</p> : null}
    </>
  );
}
