import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { sequentialGradient } from "../store/colors";
import { gridOf } from "../store/grid";
import { hasFreeCorner } from "../store/panes";
import type { Store } from "../store/state";
import { measure, number } from "./strings/format";
import { COLOR_NAMES, STRINGS } from "./strings/page";

/** What the colours and the grid mean. */
export function Legend({ store }: { store: Store }): JSX.Element {
  const range = store.valueRange.value;
  const { colorBy, settings } = store.choices.value;
  // The frames change with each frame of a film, these with few of them.
  const interval = useComputed(() => {
    const [frame] = store.frames.value;
    return frame === undefined ? null : gridOf(frame.radius).interval;
  });
  const panes = useComputed(() => store.frames.value.length);
  const { width, height } = store.viewSize.value;
  const isAside = hasFreeCorner(panes.value, width, height);
  const format = colorBy === "row" ? number : measure;
  return (
    <figure class={isAside ? "legend in-free-corner" : "legend"}>
      <figcaption>{COLOR_NAMES[colorBy].legend}</figcaption>
      {range === null ? (
        <p>{STRINGS.noGradient}</p>
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
      {interval.value === null ? null : <p class="grid-size">{STRINGS.grid(interval.value)}</p>}
    </figure>
  );
}
