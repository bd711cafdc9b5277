/** From point to point without a pointer: in the order of their rows. */

import type { CloudHistory } from "./history";
import { selectedPoints, selectionOf } from "./point_selection";
import { choose, type Store } from "./state";

/** Selects the row before or after the selected one, in its run; where none is selected the first, or the last. */
export function selectBeside(store: Store, direction: -1 | 1): void {
  const clouds = store.clouds.peek();
  const { selected } = store.choices.peek();
  const points = selectedPoints(clouds, selected, store.runs.peek() ?? []);
  const own = (clouds?.histories ?? []).findIndex(({ run }) => run === selected?.run);
  const history = Math.max(0, points[own] === undefined ? -1 : own);
  const cloud = clouds?.histories[history];
  const point = cloud === undefined ? -1 : pointBeside(cloud, points[history] ?? -1, direction);
  if (point >= 0) {
    choose(store, { selected: selectionOf(clouds, { history, point }) });
  }
}

/** The number of the point whose row comes next; after the last one the first. Points do not stand in the order of their rows. */
export function pointBeside({ rowIds }: Pick<CloudHistory, "rowIds">, from: number, direction: -1 | 1): number {
  const order = inOrder(rowIds);
  if (order.length === 0) {
    return -1;
  }
  const start = direction > 0 ? -1 : 0;
  const at = from < 0 ? start : order.indexOf(from);
  return order.at((at + direction) % order.length) ?? -1;
}

const orders = new WeakMap<Float64Array, readonly number[]>();

/** Numbers of points in the order of their rows; made once. */
function inOrder(rowIds: Float64Array): readonly number[] {
  const order =
    orders.get(rowIds) ?? Array.from(rowIds, (_, point) => point).sort((a, b) => (rowIds[a] ?? 0) - (rowIds[b] ?? 0));
  orders.set(rowIds, order);
  return order;
}
