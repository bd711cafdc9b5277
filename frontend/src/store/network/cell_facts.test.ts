import { describe, expect, it } from "vitest";
import { gptPlan, gptRun, slabNamed } from "../../testing/buildings";
import { snapshotsFile } from "../../testing/snapshots";
import { cellFacts } from "./cell_facts";
import { emptyHistory, type NetworkHistory, readStatistics, readTiles } from "./history";
import { momentsOf } from "./quantities";

const LARGEST = 32_767;
const run = { ...gptRun(), statistic_names: ["rms", "weight_scale", "grad_scale", "mean", "std"] };
const plan = gptPlan(run);

/** Scales are 2, means 0.5 and deviations 0.25; a code is full at step 10, half at step 0. */
function history(): NetworkHistory {
  const numbers = [1, 2, 2, 0.5, 0.25];
  const statistics = readStatistics(
    run,
    snapshotsFile(run, "statistics", [0, 10], (_, index) => numbers[index % numbers.length] ?? 0),
  );
  const code = (step: number): number => (step === 10 ? LARGEST : (LARGEST - 1) / 2);
  const weights = readTiles(run, "weights", snapshotsFile(run, "weights", [0, 10], code), statistics);
  const gradients = readTiles(
    run,
    "gradients",
    snapshotsFile(run, "gradients", [10], () => -LARGEST),
    statistics,
  );
  return { ...emptyHistory(run), statistics, weights, gradients };
}

const its = history();
const key = slabNamed(plan, "transformer.h.0.attn.c_attn.weight", "key");

describe("the facts of a cell", () => {
  it("are its value, its gradient, its change, and how unusual it is", () => {
    const facts = cellFacts(its, key, { row: 20, column: 3 }, momentsOf(its, "weight", null), 10);

    expect(facts).toMatchObject({ step: 10, row: 20, column: 3, gradient: -2, shown: 2, now: 2 });
    expect(facts?.change).toBeCloseTo(1, 3);
    expect(facts?.zScore).toBeCloseTo(6, 5);
  });

  it("name the head that a row of queries, keys or values belongs to", () => {
    const head = (row: number): number | null | undefined => cellFacts(its, key, { row, column: 0 }, [], 10)?.head;

    expect([16, 23, 24, 31].map(head)).toEqual([0, 0, 1, 1]);
  });

  it("have no head where there are none", () => {
    const fc = slabNamed(plan, "transformer.h.0.mlp.c_fc.weight");

    expect(cellFacts(its, fc, { row: 0, column: 0 }, [], 10)?.head).toBeNull();
  });

  it("are those of the nearest snapshot; the first has nothing before it, and no gradient was logged there", () => {
    const facts = cellFacts(its, key, { row: 20, column: 3 }, [], 4);

    expect(facts?.step).toBe(0);
    expect(facts?.change).toBeNaN();
    expect(facts?.gradient).toBeNaN();
    expect(facts?.shown).toBeNaN();
  });

  it("are none where nothing is loaded", () => {
    expect(cellFacts(emptyHistory(run), key, { row: 0, column: 0 }, [], 0)).toBeNull();
  });
});
