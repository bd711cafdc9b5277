import { describe, expect, it } from "vitest";
import { laid, spanOf, stretched } from "./alignment";

const axis = { first: 0, last: 4000 };
const short = [10, 100, 210];

describe("a run by the share of its training", () => {
  it("begins and ends with the axis", () => {
    const { onAxis, onRun } = laid(spanOf(short), axis, "share");

    expect(short.map(onAxis)).toEqual([0, 1800, 4000]);
    expect([0, 1800, 4000].map(onRun)).toEqual(short);
  });

  it("is at the very step of its snapshot after a way there and back", () => {
    const steps = Array.from({ length: 333 }, (_, index) => index * 7 + 3);
    const { onAxis, onRun } = laid(spanOf(steps), { first: 1, last: 99_991 }, "share");

    expect(steps.map((step) => onRun(onAxis(step)))).toEqual(steps);
  });

  it("stands still where it has one step", () => {
    const { onAxis, onRun } = laid(spanOf([5]), axis, "share");

    expect([onAxis(5), onRun(0), onRun(4000)]).toEqual([0, 5, 5]);
  });
});

it("stands where it is by its steps, also where it has none", () => {
  for (const { onAxis, onRun } of [laid(spanOf(short), axis, "step"), laid(null, axis, "share")]) {
    expect([onAxis(100), onRun(3000)]).toEqual([100, 3000]);
  }
});

it("takes infinity for the end", () => {
  expect(stretched(Number.POSITIVE_INFINITY, axis, { first: 10, last: 210 })).toBe(210);
});

it("has no span without steps", () => {
  expect([spanOf([]), spanOf([3, 4, 9])]).toEqual([null, { first: 3, last: 9 }]);
});
