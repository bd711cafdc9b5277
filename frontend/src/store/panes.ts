/** Divides the view into one pane a run. Pure. */

/** A rectangle in CSS pixels, from the top left corner of the view. */
export interface Pane {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How much of the corner the legend takes. */
const LEGEND_PIXELS = { width: 200, height: 96 };

/** Panes of equal size in the grid whose panes are nearest to square. */
export function panesOf(count: number, width: number, height: number): Pane[] {
  const grids = Array.from({ length: count }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    const ratio = width / columns / (height / rows);
    return { columns, rows, cost: Math.abs(Math.log(ratio)) + 0.1 * (columns * rows - count) };
  });
  const [best] = grids.sort((a, b) => a.cost - b.cost);
  if (best === undefined) {
    return [];
  }
  const paneWidth = width / best.columns;
  const paneHeight = height / best.rows;
  return Array.from({ length: count }, (_, index) => ({
    x: (index % best.columns) * paneWidth,
    y: Math.floor(index / best.columns) * paneHeight,
    width: paneWidth,
    height: paneHeight,
  }));
}

/** The pane under a point, -1 where there is none. */
export function paneAt(panes: readonly Pane[], x: number, y: number): number {
  return panes.findIndex((pane) => x >= pane.x && x < pane.x + pane.width && y >= pane.y && y < pane.y + pane.height);
}

/** Whether the grid of panes leaves the last corner of a view of this width free. */
export function hasFreeCorner(panes: readonly Pane[], width: number): boolean {
  const last = panes.findLast((pane) => pane.width > 0);
  return last !== undefined && last.x + last.width < width - 1;
}

/** What the legend in the lower left corner of the view covers of a pane, in CSS pixels of the view; null where it does not. */
export function legendOver(
  pane: Pane,
  viewHeight: number,
): { left: number; top: number; right: number; bottom: number } | null {
  const isInCorner = pane.x < 1 && pane.y + pane.height > viewHeight - 1;
  return isInCorner
    ? { left: 0, right: LEGEND_PIXELS.width, top: viewHeight - LEGEND_PIXELS.height, bottom: viewHeight }
    : null;
}
