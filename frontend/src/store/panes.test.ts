import { describe, expect, it } from "vitest";
import { hasFreeCorner, legendOver, type Pane, paneAt, panesOf } from "./panes";

describe("panes", () => {
  it("fill the view for one run", () => {
    expect(panesOf(1, 800, 600)).toEqual([{ x: 0, y: 0, width: 800, height: 600 }]);
  });

  it("stand beside each other where the view is wide, above each other where it is tall", () => {
    expect(panesOf(2, 1200, 600).map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [600, 0],
    ]);
    expect(panesOf(2, 600, 1200).map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 600],
    ]);
  });

  it.each([1, 2, 3, 5, 7, 20])("of %d runs are equal, within the view and apart", (count) => {
    const panes = panesOf(count, 1100, 640);

    expect(panes).toHaveLength(count);
    for (const [index, pane] of panes.entries()) {
      expect([pane.width, pane.height]).toEqual([panes[0]?.width, panes[0]?.height]);
      expect(pane.x + pane.width).toBeLessThanOrEqual(1100 + 1e-6);
      expect(pane.y + pane.height).toBeLessThanOrEqual(640 + 1e-6);
      expect(paneAt(panes, pane.x + pane.width / 2, pane.y + pane.height / 2)).toBe(index);
    }
  });

  it("are none for no run, and empty in a view without size", () => {
    expect(panesOf(0, 800, 600)).toEqual([]);
    expect(panesOf(2, 0, 0).map(({ width, height }) => width * height)).toEqual([0, 0]);
  });
});

describe("the pane under a point", () => {
  const panes = panesOf(2, 200, 100);

  it("owns its left and upper edge", () => {
    expect([paneAt(panes, 0, 0), paneAt(panes, 99.9, 50), paneAt(panes, 100, 50)]).toEqual([0, 0, 1]);
  });

  it("is none outside", () => {
    expect([paneAt(panes, 200, 50), paneAt(panes, 50, 100), paneAt(panes, -1, 50)]).toEqual([-1, -1, -1]);
  });
});

describe("the last corner", () => {
  it("is free where the grid has more places than panes", () => {
    expect(hasFreeCorner(panesOf(5, 1200, 800), 1200)).toBe(true);
    expect(hasFreeCorner(panesOf(2, 1200, 800), 1200)).toBe(false);
    expect(hasFreeCorner(panesOf(0, 1200, 800), 1200)).toBe(false);
  });
});

describe("the legend", () => {
  it("covers the corner of the lowest pane on the left, and no other", () => {
    const [left, right] = panesOf(2, 1200, 800);

    expect(legendOver(left as Pane, 800)).toEqual({ left: 0, right: 200, top: 704, bottom: 800 });
    expect(legendOver(right as Pane, 800)).toBeNull();
  });
});
