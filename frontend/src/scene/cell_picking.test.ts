import { describe, expect, it } from "vitest";
import type { Slab } from "../store/building/plan";
import { gptPlan, slabNamed } from "../testing/buildings";
import { cellAt, cellBox, cellMiddle, pickCell } from "./cell_picking";
import { project } from "./projector";

const PANE = { x: 0, y: 0, width: 200, height: 200 };
/** Looks along -z: x and y from -10 to 10 fill the pane; a larger z is nearer. */
const FRONT = [0.1, 0, 0, 0, 0, 0.1, 0, 0, 0, 0, -0.1, 0, 0, 0, 0, 1];
/** The same with perspective: what is farther away is smaller. */
const PERSPECTIVE = [0.1, 0, 0, 0, 0, 0.1, 0, 0, 0, 0, -0.1, -0.05, 0, 0, 0, 1];

function slab(change: Partial<Slab> = {}): Slab {
  const fields = { x: -5, y: -5, z: 0, width: 10, height: 10, rows: [0, 4], columns: [0, 5], isTurned: false } as const;
  return { ...slabNamed(gptPlan(), "transformer.wte.weight"), ...fields, ...change };
}

describe("picking", () => {
  it.each([
    ["the first cell", 51, 51, 0, 0],
    ["the last cell", 149, 149, 3, 4],
    ["a cell in the middle", 100, 80, 1, 2],
  ])("finds %s, rows from the top and columns from the left", (_, x, y, row, column) => {
    expect(pickCell([slab()], FRONT, PANE, x, y)).toEqual({ slab: 0, row, column });
  });

  it("finds nothing beside a slab", () => {
    expect(pickCell([slab()], FRONT, PANE, 49, 100)).toBeNull();
    expect(pickCell([], FRONT, PANE, 100, 100)).toBeNull();
  });

  it("counts within the part of the tile that the slab shows", () => {
    expect(pickCell([slab({ rows: [10, 14], columns: [20, 25] })], FRONT, PANE, 51, 51)).toEqual({
      slab: 0,
      row: 10,
      column: 20,
    });
  });

  it("finds the nearest of several slabs, whatever their order", () => {
    const [near, far] = [slab({ z: 2 }), slab({ z: -2 })];

    expect(pickCell([far, near], FRONT, PANE, 100, 100)?.slab).toBe(1);
    expect(pickCell([near, far], FRONT, PANE, 100, 100)?.slab).toBe(0);
  });

  it("knows that rows of a turned slab run to the right", () => {
    const turned = slab({ isTurned: true, rows: [0, 5], columns: [0, 4] });

    expect(pickCell([turned], FRONT, PANE, 149, 51)).toEqual({ slab: 0, row: 4, column: 0 });
  });

  it("finds each cell where perspective draws its middle", () => {
    for (const z of [-3, 0, 3]) {
      const tilted = slab({ z });
      for (const [row, column] of [
        [0, 0],
        [2, 3],
        [3, 4],
      ] as const) {
        const { left, right, bottom, top } = cellBox(tilted, row, column);
        const at = project(PERSPECTIVE, PANE, -5 + 5 * (left + right), -5 + 5 * (bottom + top), z);
        expect(pickCell([tilted], PERSPECTIVE, PANE, at?.x ?? 0, at?.y ?? 0)).toEqual({ slab: 0, row, column });
      }
    }
  });

  it("finds nothing on a slab that is seen from its edge", () => {
    const edge = [0, 0, 0, 0, 0, 0.1, 0, 0, 0.1, 0, 0, 0, 0, 0, 0, 1];

    expect(pickCell([slab()], edge, PANE, 100, 100)).toBeNull();
  });
});

describe("a cell's box", () => {
  it("is where the cell is found again", () => {
    for (const isTurned of [false, true]) {
      const its = slab({ isTurned, rows: [2, 6], columns: [1, 4] });
      const { left, right, bottom, top } = cellBox(its, 4, 2);
      expect(cellAt(its, { across: (left + right) / 2, up: (bottom + top) / 2 })).toEqual({ row: 4, column: 2 });
    }
  });
});

describe("a cell's middle", () => {
  it("is where the cell is picked", () => {
    const its = slab({ rows: [2, 6], columns: [1, 4], isTurned: true });
    const [x, y, z] = cellMiddle(its, 4, 2);
    const at = project(FRONT, PANE, x, y, z);

    expect(pickCell([its], FRONT, PANE, at?.x ?? 0, at?.y ?? 0)).toEqual({ slab: 0, row: 4, column: 2 });
  });
});
