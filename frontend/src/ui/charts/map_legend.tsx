import type { JSX } from "preact";
import { type ColorScale, valueAtShare } from "../../store/charts/color_scale";
import { colorTable, LOST_COLOR, tableGradient } from "../../store/charts/colors";
import type { Theme } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { axisNumber } from "../strings/format";

/** What the colours of the maps mean. */
export function MapLegend({ scale, theme }: { scale: ColorScale | null; theme: Theme }): JSX.Element {
  const marks = scale === null || scale.low === scale.high ? [0] : [0, 0.5, 1];
  return (
    <div class="map-legend">
      {scale === null ? null : (
        <div class="map-scale">
          <div class="bar" style={{ background: tableGradient(colorTable(theme, scale.isDiverging)) }} />
          <p class="ends">
            {marks.map((share) => (
              <span key={share}>{axisNumber(Number(valueAtShare(scale, share).toPrecision(2)))}</span>
            ))}
          </p>
        </div>
      )}
      <span class="swatch">
        <i style={{ background: LOST_COLOR }} />
        {CHARTS.lost}
      </span>
      <span class="swatch">
        <i class="absent" />
        {CHARTS.absent}
      </span>
    </div>
  );
}
