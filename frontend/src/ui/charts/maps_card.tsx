import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { colorScaleOf } from "../../store/charts/color_scale";
import { mapGroups, mapOf, type StatisticMap } from "../../store/charts/map";
import { layOutRows } from "../../store/charts/map_layout";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { ChartCard } from "./card";
import { LayerMap } from "./map";
import { MapLegend } from "./map_legend";
import { useSize } from "./size";

/** A map is at least so wide, beside another one. */
const NARROWEST_MAP_PIXELS = 330;
const LABELS_PIXELS = 212;
/** What stands in the view beside the rows of a map. */
const FURNITURE_PIXELS = 150;
const LEAST_HEIGHT_PIXELS = 200;

const NONE: ReadonlySet<number> = new Set();

interface RunMap {
  readonly run: string;
  readonly map: StatisticMap;
}

/** The statistic of every shown parameter over time: a map for each run, in common colours. */
export function MapsCard({ store, statistic }: { store: Store; statistic: string }): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const { width } = useSize(body);
  const histories = store.network.histories.value ?? [];
  const shown = store.network.shown.value;
  const { isLogarithmic } = store.choices.value;
  const maps = useMemo(
    () =>
      histories
        .map((history, index): RunMap => {
          const groups = mapGroups(history.run, shown[index] ?? NONE);
          return { run: history.run.name, map: mapOf(history, groups, statistic) };
        })
        .filter(({ map }) => map.rows.length > 0),
    [histories, shown, statistic],
  );
  const scale = useMemo(
    () =>
      colorScaleOf(
        maps.map(({ map }) => map.values),
        isLogarithmic,
      ),
    [maps, isLogarithmic],
  );
  const isAlike = maps.every(({ map }) => hasSameRows(map, maps[0]?.map));
  const narrowest = NARROWEST_MAP_PIXELS + (isAlike ? 0 : LABELS_PIXELS);
  const columns = Math.max(1, Math.min(maps.length, Math.floor(width / narrowest)));
  const lines = Array.from({ length: Math.ceil(maps.length / columns) }, (_, line) =>
    maps.slice(line * columns, (line + 1) * columns),
  );
  const viewHeight = Math.max(LEAST_HEIGHT_PIXELS, store.viewSize.value.height - FURNITURE_PIXELS);
  return (
    <ChartCard title={CHARTS.map} isWide={true} legend={<MapLegend store={store} scale={scale} />}>
      {maps.length === 0 ? <p class="chart-note">{CHARTS.nothingShown}</p> : null}
      {scale === null && maps.length > 0 ? <p class="chart-note">{CHARTS.noNumbers}</p> : null}
      <div ref={body} class="maps">
        {lines.map((line) => (
          <div key={line.map(({ run }) => run).join("\n")} class="map-line">
            {line.map(({ run, map }, index) => {
              const layout = layOutRows(
                map.groups.map(({ rows }) => rows.length),
                viewHeight,
              );
              const hasLabels = index === 0 || !hasSameRows(map, line[index - 1]?.map);
              return (
                <figure key={run} class={classOf(hasLabels, layout.hasRowLabels)}>
                  {maps.length > 1 ? (
                    <figcaption>
                      <span class="dot" style={{ background: colorOfRun(store, run) }} />
                      {run}
                    </figcaption>
                  ) : null}
                  <LayerMap
                    store={store}
                    run={run}
                    map={map}
                    scale={scale}
                    statistic={statistic}
                    hasLabels={hasLabels}
                    viewHeight={viewHeight}
                  />
                </figure>
              );
            })}
          </div>
        ))}
      </div>
    </ChartCard>
  );
}

function classOf(hasLabels: boolean, hasRowLabels: boolean): string | undefined {
  if (!hasLabels) {
    return;
  }
  return hasRowLabels ? "labeled" : "labeled-by-group";
}

function hasSameRows(map: StatisticMap, other: StatisticMap | undefined): boolean {
  return map.rows.length === other?.rows.length && map.rows.every(({ name }, row) => name === other.rows[row]?.name);
}
