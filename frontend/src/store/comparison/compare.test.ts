import { expect, it } from "vitest";
import { arrangedPanes, isDrawn, possibleCompare } from "./compare";

const size = { width: 1200, height: 600 };

it("gives each run a pane side by side, and all of them the same one where they lie over each other", () => {
  const beside = arrangedPanes("side_by_side", { count: 2, reference: 0 }, size);
  const over = arrangedPanes("overlay", { count: 3, reference: 0 }, size);

  expect(beside.map(({ x, width }) => [x, width])).toEqual([
    [0, 600],
    [600, 600],
  ]);
  expect(over).toEqual(Array.from({ length: 3 }, () => ({ x: 0, y: 0, ...size })));
});

it("draws differences of all runs but the one that they are taken from", () => {
  const panes = arrangedPanes("difference", { count: 3, reference: 1 }, size);

  expect(panes.map(isDrawn)).toEqual([true, false, true]);
  expect(panes[2]).toEqual({ x: 600, y: 0, width: 600, height: 600 });
});

it("compares two runs or more, and lays only points over each other", () => {
  expect(possibleCompare("difference", 1, true)).toBe("side_by_side");
  expect(possibleCompare("overlay", 2, false)).toBe("side_by_side");
  expect(possibleCompare("overlay", 2, true)).toBe("overlay");
  expect(possibleCompare("difference", 2, false)).toBe("difference");
});
