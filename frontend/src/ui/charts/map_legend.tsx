import type { JSX } from "preact";
import { colorSubject } from "../../learn/subjects";
import { type ColorScale, valueAtShare } from "../../store/charts/color_scale";
import { divergingGradient, NONFINITE_COLOR, sequentialGradient } from "../../store/colors";
import type { Store } from "../../store/state";
import { Explain } from "../learn/explain";
import { CHARTS } from "../strings/charts";
import { axisNumber } from "../strings/format";

/** What the colours of the maps mean. */
export function MapLegend({ store, scale }: { store: Store; scale: ColorScale | null }): JSX.Element {
  const { colorScheme } = store.choices.value.settings;
  const gradient = scale?.isDiverging === true ? divergingGradient : sequentialGradient;
  return (
    <div class="map-legend">
      {scale === null ? null : (
        <div class="map-scale">
          <div class="bar" style={{ background: gradient(colorScheme, store.theme.value) }} />
          <p class="ends">
            {marksOf(scale).map((share) => (
              <span key={share}>{axisNumber(Number(valueAtShare(scale, share).toPrecision(2)))}</span>
            ))}
          </p>
        </div>
      )}
      <span class="swatch">
        <i style={{ background: NONFINITE_COLOR }} />
        {CHARTS.lost}
      </span>
      <span class="swatch">
        <i class="absent" />
        {CHARTS.absent}
      </span>
      <Explain subject={colorSubject("map")} />
    </div>
  );
}

/** At which shares of the scale numbers stand. */
function marksOf({ isDiverging, isLogarithmic, low, high }: ColorScale): readonly number[] {
  if (low === high) {
    return [0];
  }
  return isDiverging && isLogarithmic ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1];
}
