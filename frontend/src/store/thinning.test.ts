import { describe, expect, it } from "vitest";
import { keptSteps, loadingOrder } from "./thinning";

const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 10);

describe("the steps that are kept", () => {
  it("are all where there is room", () => {
    expect(keptSteps(steps(7), 7)).toEqual(steps(7));
  });

  it.each([2, 3, 10, 57, 200])("are at most %i, the first and the last among them, spread evenly", (most) => {
    const kept = keptSteps(steps(1000), most);

    expect(kept.length).toBeLessThanOrEqual(most);
    expect(kept.length).toBeGreaterThanOrEqual(most / 2);
    expect([kept[0], kept.at(-1)]).toEqual([0, 9990]);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });

  it("never come back once they are left out, except for the last", () => {
    let known = new Set(steps(1));
    for (let count = 2; count < 700; count += 1) {
      const kept = keptSteps(steps(count), 40);
      const newest = (count - 1) * 10;
      expect(kept.filter((step) => !(known.has(step) || step === newest))).toEqual([]);
      known = new Set(kept);
    }
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
