import { describe, expect, it } from "vitest";
import { laid } from "../comparison/alignment";
import { intervalOf, intervalOnRun, isSameInterval, nearestInterval } from "./interval";

const AXIS = { first: 0, last: 1000 };

describe("an interval", () => {
  it("does not begin beyond the end of the axis", () => {
    expect(intervalOf(5000, 40, AXIS)).toEqual({ from: 40, to: 1000 });
  });

  it("reaches from the step that is counted from to the one shown", () => {
    expect(intervalOf(100, 520.4, AXIS)).toEqual({ from: 100, to: 520 });
  });

  it("begins with the first step where none was chosen", () => {
    expect(intervalOf(null, 520, { first: 10, last: 1000 })).toEqual({ from: 10, to: 520 });
  });

  it("is told in the order of time where an earlier step is shown", () => {
    expect(intervalOf(520, 100, AXIS)).toEqual({ from: 100, to: 520 });
  });

  it("of a run lies between the steps it has", () => {
    expect(nearestInterval([0, 90, 300], { from: 100, to: 520 })).toEqual({ from: 90, to: 300 });
    expect(nearestInterval([], { from: 100, to: 520 })).toBeNull();
  });

  it("is one of its own in a run that is stretched over the axis", () => {
    const half = laid({ first: 0, last: 500 }, { first: 0, last: 1000 }, "share");

    expect(intervalOnRun(half, { from: 100, to: 520 })).toEqual({ from: 50, to: 260 });
  });

  it("is the same as another with both its ends", () => {
    expect(isSameInterval({ from: 1, to: 2 }, { from: 1, to: 2 })).toBe(true);
    expect(isSameInterval({ from: 1, to: 2 }, { from: 1, to: 3 })).toBe(false);
  });
});
