import { describe, expect, it } from "vitest";
import { denseSteps, type Keep, keptSteps, loadingOrder, MOST_SPREAD } from "./thinning";

const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 10);

const spread = (most: number): Keep => ({ most, dense: { count: 0, near: 0 } });
const around = (near: number, count: number, most = 5000): Keep => ({ most, dense: { count, near } });

describe("the steps that are kept", () => {
  it("are all where there is room", () => {
    expect(keptSteps(steps(7), spread(7))).toEqual(steps(7));
  });

  it.each([2, 3, 10, 57, 200])("are at most %i, the first and the last among them, spread evenly", (most) => {
    const kept = keptSteps(steps(1000), spread(most));

    expect(kept.length).toBeLessThanOrEqual(most);
    expect(kept.length).toBeGreaterThanOrEqual(most / 2);
    expect([kept[0], kept.at(-1)]).toEqual([0, 9990]);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });

  it("never come back once they are left out, except for the last", () => {
    let known = new Set(steps(1));
    for (let count = 2; count < 700; count += 1) {
      const kept = keptSteps(steps(count), spread(40));
      const newest = (count - 1) * 10;
      expect(kept.filter((step) => !(known.has(step) || step === newest))).toEqual([]);
      known = new Set(kept);
    }
  });
});

describe("the steps around where the user is", () => {
  it("are kept without gaps, in a run that is kept evenly elsewhere", () => {
    const kept = keptSteps(steps(5000), around(20_000, 100));
    const near = kept.filter((step) => Math.abs(step - 20_000) <= 350);

    expect(near).toEqual(steps(5000).filter((step) => Math.abs(step - 20_000) <= 350));
    expect(kept.length).toBeLessThanOrEqual(MOST_SPREAD + 100);
    expect([kept[0], kept.at(-1)]).toEqual([0, 49_990]);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });

  it.each([0, 49_990, Number.POSITIVE_INFINITY])("are as many at the end %f of the run", (near) => {
    const dense = denseSteps(steps(5000), around(near, 100));

    expect(dense).toHaveLength(100);
    expect(dense[0]).toBe(Math.min(near, 49_990));
  });

  it("are the same after a small move", () => {
    const there = (near: number): readonly number[] => [...denseSteps(steps(5000), around(near, 100))].sort();

    expect(there(20_030)).toEqual(there(20_000));
    expect(there(20_500)).not.toEqual(there(20_000));
  });

  it("take half of the room at most", () => {
    expect(denseSteps(steps(5000), around(20_000, 100, 40))).toHaveLength(20);
    expect(keptSteps(steps(5000), around(20_000, 100, 40)).length).toBeLessThanOrEqual(40);
  });

  it("are none where all are kept", () => {
    expect(denseSteps(steps(900), around(20_000, 100))).toEqual([]);
  });
});

describe("the order of loading", () => {
  it("begins at the ends and becomes finer", () => {
    expect(loadingOrder([0, 1, 2, 3, 4, 5, 6, 7, 8])).toEqual([8, 0, 4, 2, 6, 1, 3, 5, 7]);
  });

  it("is there for few steps too", () => {
    expect([loadingOrder([]), loadingOrder([5]), loadingOrder([5, 6])]).toEqual([[], [5], [6, 5]]);
  });
});
