import { describe, expect, it } from "vitest";
import { CLIP_HEIGHTS, clipOrder, clipSize, firstClip, typedSpan } from "./choice";

const DOMAIN = { first: 0, last: 4000 };

describe("what is chosen about a clip", () => {
  it("is at first the whole training in 720p", () => {
    const choice = firstClip(DOMAIN, "light", "snapshots");

    expect(typedSpan(choice, DOMAIN)).toEqual(DOMAIN);
    expect(choice).toMatchObject({ seconds: 12, height: 720, pace: "snapshots", format: null });
  });

  it("has sides that are even, as codecs want them", () => {
    for (const height of CLIP_HEIGHTS) {
      const { width } = clipSize(height);

      expect([width % 2, height % 2]).toEqual([0, 0]);
      expect(width / height).toBeCloseTo(16 / 9, 6);
    }
  });

  it("draws exactly the pixels that were chosen", () => {
    for (const height of CLIP_HEIGHTS) {
      const { size, pixelRatio } = clipOrder({ ...firstClip(DOMAIN, "dark", "steps"), height });
      const whole = "whole" in size ? size.whole : { width: 0, height: 0 };

      expect(Math.round(whole.width * pixelRatio)).toBe(clipSize(height).width);
      expect(Math.round(whole.height * pixelRatio)).toBe(height);
    }
  });
});

describe("a stretch that was typed", () => {
  it("ends where the training does", () => {
    expect(typedSpan({ from: "-5", to: "9000" }, DOMAIN)).toEqual(DOMAIN);
    expect(typedSpan({ from: "100", to: "200" }, DOMAIN)).toEqual({ first: 100, last: 200 });
  });

  it("is none where the last step does not come after the first, or one is no number", () => {
    for (const [from, to] of [
      ["200", "100"],
      ["100", "100"],
      ["", "100"],
      ["a", "100"],
      ["5000", "6000"],
      ["0", "NaN"],
    ] as const) {
      expect(typedSpan({ from, to }, DOMAIN)).toBeNull();
    }
  });
});
