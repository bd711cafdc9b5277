import { describe, expect, it } from "vitest";
import { cloudHistory } from "../testing/clouds";
import { framesAt, valueRange } from "./framing";

/** Two points on the x axis around a middle that moves, further apart at each step. */
const growing = cloudHistory({
  name: "growing",
  steps: [0, 10],
  position: (step, row) => [step + (row === 0 ? -1 : 1) * (1 + step / 10), 0, 0],
});
const still = cloudHistory({ name: "still", steps: [0, 10], position: (_, row) => [row === 0 ? -5 : 5, 0, 0] });

describe("frames", () => {
  it("follow the step between two snapshots", () => {
    expect(framesAt([growing], () => 0, true)).toEqual([{ center: [0, 0, 0], radius: 1 }]);
    expect(framesAt([growing], () => 5, true)).toEqual([{ center: [5, 0, 0], radius: 1.5 }]);
    expect(framesAt([growing], () => 10, true)).toEqual([{ center: [10, 0, 0], radius: 2 }]);
  });

  it("have the same radius in all panes, each its own middle", () => {
    expect(framesAt([growing, still], () => 10, true)).toEqual([
      { center: [10, 0, 0], radius: 5 },
      { center: [0, 0, 0], radius: 5 },
    ]);
  });

  it("hold the whole training where the view is not scaled, around where it ended", () => {
    const [first, last] = [0, 10].map((step) => framesAt([growing], () => step, false));

    expect(first).toEqual(last);
    expect(last).toEqual([{ center: [10, 0, 0], radius: 11 }]);
  });

  it("are there for a run without snapshots, and none for no run", () => {
    expect(framesAt([cloudHistory({ name: "empty", steps: [] })], () => 0, true)).toEqual([
      { center: [0, 0, 0], radius: 1 },
    ]);
    expect(framesAt([], () => 0, true)).toEqual([]);
  });
});

describe("the range of the colours", () => {
  const rowIds = Array.from({ length: 200 }, (_, row) => row);

  it("spans all steps and runs, without the outermost hundredth", () => {
    const rising = cloudHistory({
      name: "rising",
      steps: [0, 1, 2, 3, 4],
      rowIds,
      norm: (step, row) => step * 200 + row,
    });

    const [low, high] = valueRange([rising], "magnitude") ?? [];

    expect(low).toBeCloseTo(10, -1);
    expect(high).toBeCloseTo(990, -1);
  });

  it("is not spoilt by a few values that are far out or not finite", () => {
    const norm = (_: number, row: number): number => [Number.NaN, Number.POSITIVE_INFINITY, 1e30][row] ?? row;

    const [low, high] = valueRange([cloudHistory({ name: "wild", steps: [0], rowIds, norm })], "magnitude") ?? [];

    expect(low).toBeLessThan(10);
    expect(high).toBeLessThan(200);
  });

  it("samples every step of a long training, however few rows it has", () => {
    const steps = Array.from({ length: 50_000 }, (_, step) => step);
    const long = cloudHistory({ name: "long", steps, rowIds: [0], norm: (step) => step });

    const [, high] = valueRange([long], "magnitude") ?? [];

    expect(high).toBeGreaterThan(49_000);
  });

  it("samples every row, though their number is a multiple of the stride", () => {
    const many = Array.from({ length: 4096 }, (_, row) => row);
    // Every fourth row is small: a stride of four must not meet only those.
    const norm = (_: number, row: number): number => (row % 4 === 0 ? 1 : 100);
    const steps = Array.from({ length: 20 }, (_, step) => step);

    expect(valueRange([cloudHistory({ name: "many", steps, rowIds: many, norm })], "magnitude")).toEqual([1, 100]);
  });

  it("of the rows goes from the lowest number to the highest, in whatever order they were logged", () => {
    expect(valueRange([cloudHistory({ name: "a", steps: [0], rowIds: [7, 90, 2, 40] })], "row")).toEqual([2, 90]);
  });

  it("is none where there is no number", () => {
    expect(valueRange([cloudHistory({ name: "a", steps: [0] })], "gradient")).toBeNull();
    expect(valueRange([cloudHistory({ name: "a", steps: [0], rowIds: [] })], "row")).toBeNull();
    expect(valueRange([], "magnitude")).toBeNull();
    expect(valueRange([], "row")).toBeNull();
  });
});
