import type { JSX } from "preact";
import { type ColorScale, valueAtShare } from "../../store/charts/color_scale";
import { divergingGradient, NONFINITE_COLOR, sequentialGradient } from "../../store/colors";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { axisNumber } from "../strings/format";

/** What the colours of the maps mean. */
export function MapLegend({ store, scale }: { store: Store; scale: ColorScale | null }): JSX.Element {
  const { colorScheme } = store.choices.value.settings;
  const gradient = scale?.isDiverging === true ? divergingGradient : sequentialGradient;
  const marks = scale === null || scale.low === scale.high ? [0] : [0, 0.5, 1];
  return (
    <div class="map-legend">
      {scale === null ? null : (
        <div class="map-scale">
          <div class="bar" style={{ background: gradient(colorScheme, store.theme.value) }} />
          <p class="ends">
            {marks.map((share) => (
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
    </div>
  );
}
