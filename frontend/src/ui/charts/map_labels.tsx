import type { JSX } from "preact";
import type { StatisticMap } from "../../store/charts/map";
import { apart, type MapLayout } from "../../store/charts/map_layout";

const LABEL_HEIGHT_PIXELS = 13;

/** Left of a map: its groups, and its rows where they are tall enough. */
export function MapLabels({
  map,
  layout,
  selected,
}: {
  map: StatisticMap;
  layout: MapLayout;
  selected: string | undefined;
}): JSX.Element {
  const firstRows = map.groups.map((_, group) =>
    map.groups.slice(0, group).reduce((sum, { rows }) => sum + rows.length, 0),
  );
  const tops = firstRows.map((row) => layout.tops[row] ?? 0);
  return (
    <div class={layout.hasRowLabels ? "map-labels" : "map-labels of-groups"} aria-hidden="true">
      {apart(
        tops,
        map.groups.map(({ rows }) => rows.length),
        LABEL_HEIGHT_PIXELS,
      ).map((group) => (
        <span key={group} class="map-group" style={{ top: `${tops[group]}px`, lineHeight: lineHeight(layout) }}>
          {map.groups[group]?.label}
        </span>
      ))}
      {layout.hasRowLabels
        ? map.rows.map(({ name, label }, row) => (
            <span
              key={name}
              class={name === selected ? "map-row selected" : "map-row"}
              title={name}
              style={{ top: `${layout.tops[row]}px`, lineHeight: lineHeight(layout) }}
            >
              {label}
            </span>
          ))
        : null}
    </div>
  );
}

function lineHeight({ rowHeight }: MapLayout): string {
  return `${Math.max(LABEL_HEIGHT_PIXELS, rowHeight)}px`;
}
