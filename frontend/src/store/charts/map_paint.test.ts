import { describe, expect, it } from "vitest";
import { NONFINITE_COLOR, sequentialTable } from "../colors";
import { packed, packedTable } from "./colors";
import type { StatisticMap } from "./map";
import { layOutRows } from "./map_layout";
import { paintMap } from "./map_paint";
import { LOST } from "./values";

const LOST_PIXEL = 7;
const HATCH = 9;
const TABLE = Uint32Array.of(100, 101, 102);
const SCALE = { isDiverging: false, isLogarithmic: false, low: 0, high: 2 };

/** Lines of a painted map whose rows are one pixel tall. */
function painted(
  rows: readonly (readonly number[])[],
  steps: readonly number[],
  width: number,
  scale = SCALE,
): number[][] {
  const map: StatisticMap = {
    steps,
    groups: [],
    rows: rows.map((_, parameter) => ({ parameter, name: "", label: "" })),
    values: Float32Array.from(rows.flat()),
  };
  const layout = {
    ...layOutRows([rows.length], 0),
    rowHeight: 1,
    tops: rows.map((_, row) => row),
    height: rows.length,
  };
  const pixels = new Uint32Array(width * rows.length);
  paintMap(pixels, width, {
    map,
    layout,
    domain: { first: steps[0] ?? 0, last: steps.at(-1) ?? 0 },
    scale: rows.length === 0 ? null : scale,
    table: TABLE,
    lostColor: LOST_PIXEL,
    absentColor: HATCH,
    ratio: 1,
  });
  return rows.map((_, row) => [...pixels.subarray(row * width, (row + 1) * width)]);
}

describe("the pixels of a map", () => {
  it("have the colour of the nearest step's number", () => {
    expect(painted([[0, 1, 2]], [0, 1, 2], 8)).toEqual([[100, 100, 101, 101, 101, 101, 102, 102]]);
  });

  it("are hatched where nothing was logged", () => {
    const [first = [], second = []] = painted(
      [
        [Number.NaN, 2],
        [Number.NaN, Number.NaN],
      ],
      [0, 10],
      20,
    );

    expect(new Set(first.slice(0, 10))).toEqual(new Set([0, HATCH]));
    expect(new Set(first.slice(10))).toEqual(new Set([102]));
    expect(second.filter((pixel) => pixel === HATCH)).toHaveLength(4);
  });

  it("are in a colour of their own where a number is lost, however narrow its step is", () => {
    const steps = [0, 49, 50, 51, 1000];

    const [line = []] = painted([[1, 1, LOST, 1, 1]], steps, 10);

    expect(line).toContain(LOST_PIXEL);
    expect(painted([[LOST]], [3], 3)).toEqual([[7, 7, 7]]);
  });

  it("are none where there is no row, and empty where no number is finite", () => {
    expect(painted([], [0, 1], 4)).toEqual([]);
    expect(painted([[Number.NaN]], [0], 2)[0]).not.toContain(101);
  });

  it("fill rows in the pixels of the screen", () => {
    const map = { steps: [0], groups: [], rows: [], values: Float32Array.of(0, 2) };
    const layout = { rowHeight: 1.5, tops: [0, 1.5], height: 3, hasRowLabels: false };
    const pixels = new Uint32Array(6);

    const domain = { first: 0, last: 0 };
    paintMap(pixels, 1, { map, layout, domain, scale: SCALE, table: TABLE, lostColor: 7, absentColor: 9, ratio: 2 });

    expect([...pixels]).toEqual([100, 100, 100, 102, 102, 102]);
  });
});

describe("the colours of a map", () => {
  it("are neutral in the middle where they go to both sides", () => {
    const bytes = new Uint8Array(packedTable("blue_orange", "light", true).buffer);
    const [red = 0, green = 0, blue = 0] = bytes.subarray(128 * 4);

    expect(bytes).toHaveLength(1024);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(8);
    expect(bytes[2]).toBeGreaterThan(bytes[0] ?? 0);
    expect(bytes.at(-4)).toBeGreaterThan(bytes.at(-2) ?? 0);
  });

  it("are those of the page's table where they do not", () => {
    const bytes = new Uint8Array(packedTable("blue_orange", "dark", false).buffer);

    expect(bytes).toEqual(sequentialTable("blue_orange", "dark"));
  });

  it("are bytes in the order of a canvas", () => {
    expect([...new Uint8Array(Uint32Array.of(packed(NONFINITE_COLOR)).buffer)]).toEqual([255, 0, 200, 255]);
  });
});
