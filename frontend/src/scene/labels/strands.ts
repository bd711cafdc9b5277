/** Lines from the points of a run to the same rows of another one, where differences are shown. */

import type { RowMatch } from "../../store/comparison/rows";
import { spreadIndices } from "../../store/spread";
import { projectPoint, type ShownCloud } from "../projector";

/** More of them would hide what they show. */
const MOST_STRANDS = 600;
const FAINT = 0.4;

/** Two clouds in one pane, and which of their points are the same row. */
export interface Strands {
  readonly here: ShownCloud;
  readonly there: ShownCloud;
  readonly match: RowMatch;
  /** Points whose lines are drawn strongly. */
  readonly marked: readonly number[];
}

/** Draws an even selection of the lines, and those of the marked points. */
export function paintStrands(
  context: CanvasRenderingContext2D,
  { here, there, match, marked }: Strands,
  { faint, strong }: { readonly faint: string; readonly strong: string },
): void {
  context.save();
  context.lineWidth = 1;
  context.globalAlpha = FAINT;
  context.strokeStyle = faint;
  trace(context, here, there, match, spreadIndices(match.others.length, MOST_STRANDS));
  context.lineWidth = 2;
  context.globalAlpha = 1;
  context.strokeStyle = strong;
  trace(
    context,
    here,
    there,
    match,
    marked.filter((point) => point >= 0),
  );
  context.restore();
}

function trace(
  context: CanvasRenderingContext2D,
  here: ShownCloud,
  there: ShownCloud,
  { others }: RowMatch,
  points: Iterable<number>,
): void {
  context.beginPath();
  for (const point of points) {
    const other = others[point] ?? -1;
    const [from, to] = other < 0 ? [null, null] : [projectPoint(here, point), projectPoint(there, other)];
    if (from !== null && to !== null) {
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
    }
  }
  context.stroke();
}
