import { describe, expect, it } from "vitest";
import { bitsPerSecond, type ClipSpan, frameCount, stepOfFrame } from "./frames";

const SPAN: ClipSpan = { first: 0, last: 1000, snapshotSteps: [0, 10, 100, 1000], pace: "steps" };

function steps(span: ClipSpan, frames: number): number[] {
  return Array.from({ length: frames }, (_, frame) => stepOfFrame(span, frame / (frames - 1)));
}

describe("the steps of a clip's frames", () => {
  it("begin at the first and end at the last, evenly", () => {
    expect(steps(SPAN, 5)).toEqual([0, 250, 500, 750, 1000]);
  });

  it("give each snapshot the same time where that is the pace", () => {
    expect(steps({ ...SPAN, pace: "snapshots" }, 4)).toEqual([0, 10, 100, 1000]);
    expect(steps({ ...SPAN, pace: "snapshots" }, 7)).toEqual([0, 5, 10, 55, 100, 550, 1000]);
  });

  it("stay inside a stretch of the training", () => {
    expect(steps({ ...SPAN, first: 5, last: 500, pace: "snapshots" }, 4)).toEqual([5, 10, 100, 500]);
    expect(stepOfFrame(SPAN, 7)).toBe(1000);
    expect(stepOfFrame(SPAN, -1)).toBe(0);
  });

  it("need no snapshot between the ends", () => {
    expect(steps({ first: 3, last: 4, snapshotSteps: [], pace: "snapshots" }, 3)).toEqual([3, 3.5, 4]);
  });
});

describe("the size of a clip", () => {
  it("has a frame that begins it and one that ends it", () => {
    expect(frameCount(12, 30)).toBe(360);
    expect(frameCount(0.01, 24)).toBe(2);
  });

  it("grows with its pixels, and less with its frames", () => {
    const rate = bitsPerSecond(1280, 720, 30);

    expect(bitsPerSecond(1920, 1080, 30)).toBeGreaterThan(2 * rate);
    expect(bitsPerSecond(1280, 720, 60)).toBeLessThan(2 * rate);
    expect(bitsPerSecond(1280, 720, 60)).toBeGreaterThan(rate);
  });
});
