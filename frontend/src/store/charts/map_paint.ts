/** Colours the pixels of a map. Pure. */

import type { Domain } from "../axis";
import { type ColorScale, colorShare } from "./color_scale";
import type { StatisticMap } from "./map";
import { type MapLayout, stepColumns, stepPixel } from "./map_layout";
import { LOST } from "./values";

export interface MapPaint {
  readonly map: StatisticMap;
  readonly layout: MapLayout;
  readonly domain: Domain;
  readonly scale: ColorScale | null;
  /** Colours as 32 bits in the order of a canvas' bytes, from the lowest to the highest. */
  readonly table: Uint32Array;
  readonly lostColor: number;
  /** Of the hatching where nothing was logged. */
  readonly absentColor: number;
  /** Pixels of the canvas for each of the page. */
  readonly ratio: number;
}

const HATCH_PIXELS = 5;

/** Fills a picture of `width` pixels a line; between groups it stays as it is. */
export function paintMap(pixels: Uint32Array, width: number, paint: MapPaint): void {
  const { map, layout, domain, ratio } = paint;
  const count = map.steps.length;
  const columns = stepColumns(map.steps, domain, width);
  const places = map.steps.map((step) => stepPixel(domain, step, width));
  const colors = new Uint32Array(count);
  const line = new Uint32Array(width);
  for (const [row, top] of layout.tops.entries()) {
    const values = map.values.subarray(row * count, (row + 1) * count);
    colorRow(colors, values, paint);
    for (let pixel = 0; pixel < width; pixel += 1) {
      line[pixel] = colors[columns[pixel] ?? 0] ?? 0;
    }
    if (values.includes(LOST)) {
      markLost(line, values, places, paint);
    }
    const isHatched = line.includes(0);
    const first = Math.round(top * ratio);
    const end = Math.max(first + 1, Math.round((top + layout.rowHeight) * ratio));
    for (let y = first; y < end && (y + 1) * width <= pixels.length; y += 1) {
      pixels.set(line, y * width);
      if (isHatched) {
        hatch(pixels.subarray(y * width, (y + 1) * width), y, paint);
      }
    }
  }
}

/** The colours of a row's numbers; 0 for one that was not logged. */
function colorRow(colors: Uint32Array, values: Float32Array, { scale, table, lostColor }: MapPaint): void {
  for (let t = 0; t < values.length; t += 1) {
    const value = values[t] as number;
    if (value === LOST) {
      colors[t] = lostColor;
    } else if (scale === null || Number.isNaN(value)) {
      colors[t] = 0;
    } else {
      colors[t] = table[Math.round(colorShare(scale, value) * (table.length - 1))] as number;
    }
  }
}

/** Hatches what was not logged on one line. */
function hatch(line: Uint32Array, y: number, { absentColor, ratio }: MapPaint): void {
  const period = Math.round(HATCH_PIXELS * ratio);
  for (let x = 0; x < line.length; x += 1) {
    if (line[x] === 0 && (x + y) % period < ratio) {
      line[x] = absentColor;
    }
  }
}

/** A step that is lost is seen, though others may lie in the same pixel. */
function markLost(
  line: Uint32Array,
  values: Float32Array,
  places: readonly number[],
  { lostColor, ratio }: MapPaint,
): void {
  for (const [t, place] of places.entries()) {
    if (values[t] === LOST) {
      line.fill(lostColor, place, place + Math.ceil(ratio));
    }
  }
}
