import { describe, expect, it } from "vitest";
import { gptPlan, gptRun } from "../../testing/buildings";
import { emptyHistory } from "./history";
import { selectedSlabs, selectionOf } from "./selection";

const run = gptRun();
const plan = gptPlan(run);
const history = emptyHistory(run);

function slabNumber(name: string, part: string | null = null): number {
  return plan.slabs.findIndex((slab) => slab.name === name && slab.part === part);
}

describe("a cell that is clicked", () => {
  it("selects a weight by its row and column in the full matrix", () => {
    const slab = slabNumber("transformer.h.0.attn.c_attn.weight", "key");

    expect(selectionOf(history, plan, { slab, row: 17, column: 3 })).toEqual({
      run: run.name,
      parameter: "transformer.h.0.attn.c_attn.weight",
      part: "key",
      row: 17,
      column: 3,
    });
  });

  it("stands for a row farther down where the tile is a selection", () => {
    // 64 of 65 rows.
    const slab = slabNumber("transformer.wte.weight");

    expect(selectionOf(history, plan, { slab, row: 63, column: 0 })?.row).toBe(63);
  });

  it("selects nothing where the plan has no such slab", () => {
    expect(selectionOf(history, plan, { slab: 999, row: 0, column: 0 })).toBeNull();
  });
});

describe("what is selected", () => {
  it("is shown on every slab of the parameter: a tied weight stands twice", () => {
    const selected = { run: "another", parameter: "transformer.wte.weight", part: null, row: null, column: null };

    const slabs = selectedSlabs(history, plan, selected);

    expect(slabs).toHaveLength(2);
    expect(slabs.every(({ cell }) => cell === null)).toBe(true);
  });

  it("is found again as the cell from which it was selected", () => {
    const slab = slabNumber("transformer.h.1.attn.c_attn.weight", "value");
    for (const cell of [
      { row: 32, column: 0 },
      { row: 47, column: 15 },
    ]) {
      const selected = selectionOf(history, plan, { slab, ...cell });

      expect(selectedSlabs(history, plan, selected)).toEqual([{ slab, cell }]);
    }
  });

  it("is found again in each cell of a tile that skips rows", () => {
    const slab = slabNumber("transformer.wte.weight");
    for (let row = 0; row < 64; row += 1) {
      const selected = selectionOf(history, plan, { slab, row, column: 1 });
      expect(selectedSlabs(history, plan, selected)[0]?.cell).toEqual({ row, column: 1 });
    }
  });

  it("is all parts where no part is meant", () => {
    const parameter = "transformer.h.0.attn.c_attn.weight";
    const selected = { run: run.name, parameter, part: null, row: null, column: null };

    expect(selectedSlabs(history, plan, selected)).toHaveLength(3);
    expect(selectedSlabs(history, plan, null)).toEqual([]);
  });
});
