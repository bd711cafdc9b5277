import type { JSX } from "preact";
import type { LayerRange } from "../../store/choices";
import { runsWithParameters } from "../../store/navigation/actions";
import { layerNumbers, movedRange } from "../../store/navigation/filters";
import { choose, type Store } from "../../store/state";
import { NAVIGATION } from "../strings/navigation";

const ALL = "all";
const RANGE = "range";

/** Which layers are shown: all, one, or those between two ends. Nothing where there are fewer than two. */
export function Layers({ store }: { store: Store }): JSX.Element | null {
  const numbers = layerNumbers(runsWithParameters(store));
  const [first] = numbers;
  const last = numbers.at(-1);
  if (first === undefined || last === undefined || first === last) {
    return null;
  }
  const bounds = { first, last };
  const layers = store.choices.value.layers ?? bounds;
  return (
    <fieldset class="layers">
      <legend class="nav-heading">
        <span class="nav-title">{NAVIGATION.layers}</span>
      </legend>
      <div class="nav-buttons">
        <LayerSelect store={store} numbers={numbers} />
      </div>
      <LayerSlider layers={layers} bounds={bounds} onChange={(changed) => choose(store, { layers: changed })} />
    </fieldset>
  );
}

/** All of them, or a single one; where the ends were moved it says which they are. */
function LayerSelect({ store, numbers }: { store: Store; numbers: readonly number[] }): JSX.Element {
  const { layers } = store.choices.value;
  const isRange = layers !== null && !(layers.first === layers.last && numbers.includes(layers.first));
  const single = layers === null ? ALL : String(layers.first);
  const choice = isRange ? RANGE : single;
  const change = (value: string): void =>
    choose(store, { layers: value === ALL ? null : { first: Number(value), last: Number(value) } });
  return (
    <select aria-label={NAVIGATION.layers} value={choice} onChange={(event) => change(event.currentTarget.value)}>
      <option value={ALL}>{NAVIGATION.allLayers}</option>
      {isRange ? (
        <option value={RANGE} disabled={true}>
          {NAVIGATION.layerRange(layers.first, layers.last)}
        </option>
      ) : null}
      {numbers.map((layer) => (
        <option key={layer} value={String(layer)}>
          {NAVIGATION.layer(layer)}
        </option>
      ))}
    </select>
  );
}

interface LayerSliderProps {
  readonly layers: LayerRange;
  readonly bounds: LayerRange;
  onChange(layers: LayerRange | null): void;
}

/** A rail with two handles. */
function LayerSlider({ layers, bounds, onChange }: LayerSliderProps): JSX.Element {
  const clamp = (value: number): number => Math.min(bounds.last, Math.max(bounds.first, value));
  const ends = { first: clamp(layers.first), last: clamp(layers.last) };
  const percent = (value: number): number => ((value - bounds.first) / (bounds.last - bounds.first)) * 100;
  return (
    <div class="layer-range">
      <span aria-hidden="true">{ends.first}</span>
      <div class="layer-rail">
        <div
          class="layer-span"
          style={{ left: `${percent(ends.first)}%`, right: `${100 - percent(ends.last)}%` }}
          aria-hidden="true"
        />
        {(["first", "last"] as const).map((end) => (
          <input
            key={end}
            type="range"
            // Where both are at the right end, only the lower one can be moved.
            class={end === "first" && ends.first === bounds.last ? "on-top" : undefined}
            aria-label={end === "first" ? NAVIGATION.firstLayer : NAVIGATION.lastLayer}
            min={bounds.first}
            max={bounds.last}
            step={1}
            value={ends[end]}
            onInput={(event) => onChange(movedRange(ends, end, Number(event.currentTarget.value), bounds))}
          />
        ))}
      </div>
      <span aria-hidden="true">{ends.last}</span>
    </div>
  );
}
