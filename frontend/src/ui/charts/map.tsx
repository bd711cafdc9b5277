import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { axisLabels } from "../../store/axis";
import type { ColorScale } from "../../store/charts/color_scale";
import { ABSENT_COLORS, packed, packedTable } from "../../store/charts/colors";
import type { StatisticMap } from "../../store/charts/map";
import { cellSpan, layOutRows, type MapLayout } from "../../store/charts/map_layout";
import { LOST } from "../../store/charts/values";
import { NONFINITE_COLOR } from "../../store/colors";
import { scrub } from "../../store/playhead";
import { choose, type Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { measure, number } from "../strings/format";
import { statisticName } from "../strings/statistics";
import { drawMap } from "./map_canvas";
import { type MapCell, useMapCursor } from "./map_cursor";
import { MapLabels } from "./map_labels";
import { PointerTooltip } from "./pointer_tooltip";
import { useSize } from "./size";
import { StepMark } from "./step_mark";

interface MapProps {
  readonly store: Store;
  readonly run: string;
  readonly map: StatisticMap;
  readonly scale: ColorScale | null;
  readonly statistic: string;
  readonly hasLabels: boolean;
  /** How much room there is, in CSS pixels. */
  readonly viewHeight: number;
}

/** One run's map: parameters down, steps across, the statistic as colour. */
export function LayerMap({ store, run, map, scale, statistic, hasLabels, viewHeight }: MapProps): JSX.Element {
  const cells = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width } = useSize(cells);
  const theme = store.theme.value;
  const { colorScheme } = store.choices.value.settings;
  const domain = store.domain.value;
  const nameOfStatistic = statisticName(statistic);
  const layout = useMemo(
    () =>
      layOutRows(
        map.groups.map(({ rows }) => rows.length),
        viewHeight,
      ),
    [map.groups, viewHeight],
  );
  useLayoutEffect(() => {
    if (canvas.current !== null && width > 0) {
      const table = packedTable(colorScheme, theme, scale?.isDiverging ?? false);
      const [lostColor, absentColor] = [packed(NONFINITE_COLOR), packed(ABSENT_COLORS[theme])];
      drawMap(canvas.current, width, { map, layout, domain, scale, table, lostColor, absentColor });
    }
  }, [map, layout, domain, scale, colorScheme, theme, width]);
  const select = ({ row, time }: MapCell): void => {
    const name = map.rows[row]?.name;
    const step = map.steps[time];
    if (name !== undefined && step !== undefined) {
      choose(store, { selected: { run, parameter: name, part: null, row: null, column: null } });
      scrub(store, step);
    }
  };
  const cursor = useMapCursor({ store, map, layout, domain, select });
  const text = cursor.cell === null ? null : cellWords(map, cursor.cell);
  const selected = store.choices.value.selected?.parameter;
  return (
    <div class="map">
      {hasLabels ? <MapLabels map={map} layout={layout} selected={selected} /> : null}
      <div class="map-side">
        <div
          ref={cells}
          class="map-cells"
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the cells are reached with the arrow keys
          tabIndex={0}
          aria-label={CHARTS.mapLabel(nameOfStatistic, run, map.rows.length, map.steps.length)}
          style={{ height: `${layout.height}px` }}
          {...cursor.handlers}
        >
          <canvas ref={canvas} />
          <SelectedRow map={map} layout={layout} selected={selected} />
          <StepMark store={store} domain={domain} />
          {cursor.cell === null ? null : <CellFrame map={map} layout={layout} domain={domain} cell={cursor.cell} />}
        </div>
        <div class="map-axis" aria-hidden="true">
          {axisLabels(domain, width, 72).map((step) => (
            <span key={step} style={{ left: `${((step - domain.first) / (domain.last - domain.first || 1)) * 100}%` }}>
              {number(step)}
            </span>
          ))}
        </div>
      </div>
      <p class="heard" aria-live="polite">
        {cursor.isByKeys && text !== null ? CHARTS.cellText(text.name, text.step, nameOfStatistic, text.value) : ""}
      </p>
      {text !== null && cursor.place !== null ? (
        <PointerTooltip
          {...cursor.place}
          title={text.name}
          lines={[
            { name: CHARTS.stepName, value: number(text.step) },
            { name: nameOfStatistic, value: text.value },
          ]}
        />
      ) : null}
    </div>
  );
}

function cellWords(map: StatisticMap, { row, time }: MapCell): { name: string; step: number; value: string } {
  const value = map.values[row * map.steps.length + time] ?? Number.NaN;
  const lostOrAbsent = value === LOST ? CHARTS.lost : CHARTS.absent;
  return {
    name: map.rows[row]?.name ?? "",
    step: map.steps[time] ?? 0,
    value: Number.isFinite(value) ? measure(value) : lostOrAbsent,
  };
}

interface FrameProps {
  readonly map: StatisticMap;
  readonly layout: MapLayout;
}

function SelectedRow({ map, layout, selected }: FrameProps & { selected: string | undefined }): JSX.Element | null {
  const row = map.rows.findIndex(({ name }) => name === selected);
  return row < 0 ? null : (
    <div class="map-selected" style={{ top: `${layout.tops[row]}px`, height: `${layout.rowHeight}px` }} />
  );
}

function CellFrame({
  map,
  layout,
  domain,
  cell,
}: FrameProps & { domain: Parameters<typeof cellSpan>[1]; cell: MapCell }): JSX.Element {
  const [left, right] = cellSpan(map.steps, domain, cell.time);
  return (
    <div
      class="map-cursor"
      style={{
        left: `${left * 100}%`,
        width: `${(right - left) * 100}%`,
        top: `${layout.tops[cell.row]}px`,
        height: `${layout.rowHeight}px`,
      }}
    />
  );
}
