/** Which cell of a map is under the pointer, or was reached with the arrow keys. */

import { useRef, useState } from "preact/hooks";
import { type Domain, stepAt } from "../../store/axis";
import type { StatisticMap } from "../../store/charts/map";
import { type MapLayout, nearestIndex, rowAt } from "../../store/charts/map_layout";
import type { Store } from "../../store/state";

/** A cell by the numbers of its row and of its step. */
export interface MapCell {
  readonly row: number;
  readonly time: number;
}

interface Place {
  /** In CSS pixels of the window. */
  readonly x: number;
  readonly y: number;
}

interface MapCursor {
  readonly cell: MapCell | null;
  /** Where the pointer is, or the cell that the keys have reached; null where there is none. */
  readonly place: Place | null;
  readonly isByKeys: boolean;
  readonly handlers: {
    onPointerMove(event: PointerEvent & { currentTarget: HTMLElement }): void;
    onPointerLeave(): void;
    onClick(event: MouseEvent & { currentTarget: HTMLElement }): void;
    onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void;
    onBlur(): void;
  };
}

interface CursorInputs {
  readonly store: Store;
  readonly map: StatisticMap;
  readonly layout: MapLayout;
  readonly domain: Domain;
  select(cell: MapCell): void;
}

const FAR = 10;

/** How far each key goes, in rows and steps. */
const MOVES: ReadonlyMap<string, readonly [rows: number, steps: number]> = new Map([
  ["ArrowUp", [-1, 0]],
  ["ArrowDown", [1, 0]],
  ["ArrowLeft", [0, -1]],
  ["ArrowRight", [0, 1]],
  ["PageUp", [-FAR, 0]],
  ["PageDown", [FAR, 0]],
  ["Home", [0, Number.NEGATIVE_INFINITY]],
  ["End", [0, Number.POSITIVE_INFINITY]],
]);

/** The keys that a map takes. */
export const MAP_KEYS: readonly string[] = [...MOVES.keys(), "Enter", "Space", "Escape"];

/** The cursor of a map, and what it listens to. */
export function useMapCursor({ store, map, layout, domain, select }: CursorInputs): MapCursor {
  const [state, setState] = useState<{ cell: MapCell; place: Place; isByKeys: boolean } | null>(null);
  const reached = useRef<MapCell | null>(null);
  const isThere = state !== null && state.cell.row < map.rows.length && state.cell.time < map.steps.length;

  const under = (event: MouseEvent & { currentTarget: HTMLElement }): MapCell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const row = rowAt(layout, event.clientY - box.top);
    const time = nearestIndex(map.steps, stepAt(domain, (event.clientX - box.left) / box.width));
    return row < 0 || time < 0 ? null : { row, time };
  };
  const start = (): MapCell => ({
    row: Math.max(
      0,
      map.rows.findIndex(({ name }) => name === store.choices.peek().selected?.parameter),
    ),
    time: nearestIndex(map.steps, store.playhead.peek().step),
  });
  const reach = (cell: MapCell, element: HTMLElement): void => {
    const box = element.getBoundingClientRect();
    const share = ((map.steps[cell.time] ?? domain.first) - domain.first) / (domain.last - domain.first || 1);
    reached.current = cell;
    setState({
      cell,
      isByKeys: true,
      place: { x: box.left + share * box.width, y: box.top + (layout.tops[cell.row] ?? 0) + layout.rowHeight },
    });
  };
  const handleKey = (event: KeyboardEvent & { currentTarget: HTMLElement }): boolean => {
    const cell = reached.current;
    const move = MOVES.get(event.key);
    if (move !== undefined) {
      const from = cell ?? start();
      const [rows, steps] = cell === null ? [0, 0] : move;
      reach(
        { row: within(from.row + rows, map.rows.length), time: within(from.time + steps, map.steps.length) },
        event.currentTarget,
      );
      return true;
    }
    if ((event.key === "Enter" || event.key === " ") && cell !== null) {
      select(cell);
      return true;
    }
    if (event.key === "Escape" && cell !== null) {
      reached.current = null;
      setState(null);
      return true;
    }
    return false;
  };
  return {
    cell: isThere ? state.cell : null,
    place: isThere ? state.place : null,
    isByKeys: state?.isByKeys ?? false,
    handlers: {
      onPointerMove: (event) => {
        const cell = under(event);
        setState(cell === null ? null : { cell, place: { x: event.clientX, y: event.clientY }, isByKeys: false });
      },
      onPointerLeave: () => setState(null),
      onClick: (event) => {
        const cell = under(event);
        if (cell !== null) {
          reached.current = cell;
          select(cell);
        }
      },
      onKeyDown: (event) => {
        if (map.rows.length > 0 && map.steps.length > 0 && handleKey(event)) {
          event.preventDefault();
          // The page's own keys move the timeline.
          event.stopPropagation();
        }
      },
      onBlur: () => {
        reached.current = null;
        setState(null);
      },
    },
  };
}

function within(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}
