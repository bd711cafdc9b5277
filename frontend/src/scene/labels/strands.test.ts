import { expect, it } from "vitest";
import { matchRows } from "../../store/comparison/rows";
import { cloudHistory } from "../../testing/clouds";
import { shownCloud } from "../projector";
import { paintStrands } from "./strands";

const pane = { x: 0, y: 0, width: 100, height: 100 };
/** Coordinates are those of clip space. */
const matrix = Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
const here = cloudHistory({ name: "a", steps: [0], rowIds: [0, 1, 2], position: (_, row) => [0, row / 2, 0] });
const there = cloudHistory({ name: "b", steps: [0], rowIds: [1, 2], position: (_, row) => [0.5, row / 2, 0] });

/** What is drawn, stroke by stroke: the ends of its lines. */
function strokes(marked: readonly number[]): readonly (readonly number[][])[] {
  const found: number[][][] = [];
  const context = {
    save: () => undefined,
    restore: () => undefined,
    beginPath: () => found.push([]),
    moveTo: (x: number, y: number) => found.at(-1)?.push([x, y]),
    lineTo: (x: number, y: number) => found.at(-1)?.at(-1)?.push(x, y),
    stroke: () => undefined,
  } as unknown as CanvasRenderingContext2D;
  const [from, to] = [here, there].map((history) => shownCloud(history, 0, matrix, pane));
  if (from !== null && from !== undefined && to !== null && to !== undefined) {
    paintStrands(
      context,
      { here: from, there: to, match: matchRows(here, there), marked },
      { faint: "#888", strong: "#f57c00" },
    );
  }
  return found;
}

it("leads from each point to the same row of the other run, and from none that the other has not", () => {
  const [faint, strong] = strokes([]);

  expect([...(faint ?? [])].sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0))).toEqual([
    [50, 25, 75, 25],
    [50, 0, 75, 0],
  ]);
  expect(strong).toEqual([]);
});

it("is strong for marked points, as far as there are any", () => {
  const [, strong] = strokes([-1, 2, 0]);

  expect(strong).toEqual([[50, 0, 75, 0]]);
});
