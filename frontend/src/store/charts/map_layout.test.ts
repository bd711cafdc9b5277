import { describe, expect, it } from "vitest";
import { apart, cellSpan, layOutRows, nearestIndex, rowAt, stepColumns, stepPixel } from "./map_layout";

describe("the rows of a map", () => {
  it("are as tall as text where they fit, with a gap between groups", () => {
    const layout = layOutRows([2, 1], 500);

    expect(layout).toEqual({ rowHeight: 18, tops: [0, 18, 40], height: 58, hasRowLabels: true });
  });

  it("are in whole pixels where they are not", () => {
    const layout = layOutRows([50, 50], 500);

    expect(layout.rowHeight).toBe(3);
    expect(layout.hasRowLabels).toBe(false);
    expect(layout.height).toBe(301);
  });

  it("are never thinner than a pixel", () => {
    const layout = layOutRows(new Array(48).fill(12), 300);

    expect(layout.rowHeight).toBe(1);
    expect(layout.height).toBe(576);
  });

  it("of nothing have no height", () => {
    expect(layOutRows([], 300)).toMatchObject({ tops: [], height: 0 });
  });

  it("are found at their height", () => {
    const layout = layOutRows([2, 1], 500);

    expect([-1, 0, 17, 18, 37, 40, 57, 58].map((y) => rowAt(layout, y))).toEqual([-1, 0, 0, 1, 1, 2, 2, -1]);
  });
});

describe("the nearest step", () => {
  it("is found, of two equally near ones the earlier", () => {
    const steps = [0, 1, 2, 4, 100];

    expect([-5, 0, 0.5, 0.6, 3, 3.1, 52, 53, 1000].map((step) => nearestIndex(steps, step))).toEqual([
      0, 0, 0, 1, 2, 3, 3, 4, 4,
    ]);
  });

  it("is none of none, and the only one of one", () => {
    expect(nearestIndex([], 3)).toBe(-1);
    expect(nearestIndex([7], 3)).toBe(0);
  });
});

describe("steps on a line of pixels", () => {
  const domain = { first: 0, last: 10 };

  it("reach half way to their neighbours, wherever they lie", () => {
    expect([...stepColumns([0, 1, 10], domain, 10)]).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2, 2]);
    expect([...stepColumns([0, 8], domain, 10)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it("fill it where there is one, and leave it where there is none", () => {
    expect([...stepColumns([5], { first: 5, last: 5 }, 3)]).toEqual([0, 0, 0]);
    expect([...stepColumns([], domain, 3)]).toEqual([-1, -1, -1]);
  });

  it("have a pixel each, within the line", () => {
    expect([0, 5, 10, 99].map((step) => stepPixel(domain, step, 100))).toEqual([0, 50, 99, 99]);
    expect(stepPixel({ first: 3, last: 3 }, 3, 100)).toBe(0);
  });

  it("have cells that meet", () => {
    expect([0, 1, 2].map((index) => cellSpan([0, 4, 10], domain, index))).toEqual([
      [0, 0.2],
      [0.2, 0.7],
      [0.7, 1],
    ]);
    expect(cellSpan([5], domain, 0)).toEqual([0, 1]);
  });
});

describe("labels", () => {
  it("stand apart; the weightier of two stays", () => {
    expect(apart([0, 2, 14, 26, 27], [2, 12, 12, 12, 1], 12)).toEqual([1, 2, 3]);
    expect(apart([], [], 12)).toEqual([]);
  });
});
