import { describe, expect, it } from "vitest";
import { axisLabels, neighboringStep, shareOf, stepAt } from "./axis";

describe("steps and shares of the axis", () => {
  const domain = { first: 100, last: 300 };

  it("are each other's way back", () => {
    expect(shareOf(domain, 150)).toBe(0.25);
    expect(stepAt(domain, 0.25)).toBe(150);
  });

  it("end where the axis ends", () => {
    expect([-1, 0, 1, 2].map((share) => stepAt(domain, share))).toEqual([100, 100, 300, 300]);
  });

  it("need no second step", () => {
    expect(shareOf({ first: 7, last: 7 }, 7)).toBe(0);
    expect(stepAt({ first: 7, last: 7 }, 0.5)).toBe(7);
  });
});

it("labels a logarithmic axis that begins late in a training", () => {
  const labels = axisLabels({ first: 10_000, last: 10_900, scale: "log" }, 1000);

  expect(labels.length).toBeGreaterThan(3);
});

describe("a logarithmic axis", () => {
  const domain = { first: 0, last: 9999, scale: "log" } as const;

  it("gives every power of ten the same width, and begins with the first step", () => {
    expect([0, 9, 99, 999, 9999].map((step) => shareOf(domain, step))).toEqual(
      [0, 0.25, 0.5, 0.75, 1].map((share) => expect.closeTo(share, 12)),
    );
    expect(shareOf({ ...domain, first: 100, last: 100 }, 100)).toBe(0);
  });

  it("has a way back, inside its ends", () => {
    for (const step of [0, 1, 7, 150, 9999]) {
      expect(stepAt(domain, shareOf(domain, step))).toBeCloseTo(step, 6);
    }
    expect([-1, 0, 1, 2].map((share) => stepAt(domain, share))).toEqual([0, 0, 9999, 9999]);
  });

  it("has round labels, at least so far apart", () => {
    expect(axisLabels(domain, 1000)).toEqual([0, 1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]);
    for (const first of [0, 100]) {
      for (const widthPixels of [64, 200, 641]) {
        const axis = { ...domain, first };
        const places = axisLabels(axis, widthPixels).map((step) => shareOf(axis, step) * widthPixels);
        const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
        expect(Math.min(64, ...gaps)).toBeGreaterThanOrEqual(64);
      }
    }
  });
});

describe("labels under the axis", () => {
  it("are round", () => {
    expect(axisLabels({ first: 0, last: 2000 }, 700)).toEqual([
      0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000,
    ]);
    expect(axisLabels({ first: 130, last: 1000 }, 500)).toEqual([200, 400, 600, 800, 1000]);
  });

  it("are whole steps, however few there are", () => {
    expect(axisLabels({ first: 0, last: 3 }, 1000)).toEqual([0, 1, 2, 3]);
  });

  it.each([1, 3, 17, 99, 101, 2000, 65_536, 1e6, 3.2e9])("stand at least 64 pixels apart over %d steps", (last) => {
    for (const first of [0, Math.floor(last / 3)]) {
      for (const widthPixels of [64, 200, 641, 1600]) {
        const domain = { first, last };
        const places = axisLabels(domain, widthPixels).map((step) => shareOf(domain, step) * widthPixels);
        const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
        expect(Math.min(64, ...gaps)).toBeGreaterThanOrEqual(64 - 1e-6);
        expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...places)).toBeLessThanOrEqual(widthPixels);
      }
    }
  });

  it("name the first step where no round one has room", () => {
    expect(axisLabels({ first: 101, last: 149 }, 100)).toEqual([101]);
    expect(axisLabels({ first: 7, last: 7 }, 500)).toEqual([7]);
    expect(axisLabels({ first: 0, last: 100 }, 0)).toEqual([0]);
  });
});

describe("the neighbouring snapshot", () => {
  const steps = [0, 10, 30];

  it("of a step between two", () => {
    expect(neighboringStep(steps, 12.5, -1)).toBe(10);
    expect(neighboringStep(steps, 12.5, 1)).toBe(30);
  });

  it("of a snapshot is another one", () => {
    expect(neighboringStep(steps, 10, -1)).toBe(0);
    expect(neighboringStep(steps, 10, 1)).toBe(30);
  });

  it("of the ends is the step itself", () => {
    expect(neighboringStep(steps, 0, -1)).toBe(0);
    expect(neighboringStep(steps, 30, 1)).toBe(30);
    expect(neighboringStep([], 5, 1)).toBe(5);
  });
});
