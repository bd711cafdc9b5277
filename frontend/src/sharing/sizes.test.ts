import { describe, expect, it } from "vitest";
import { isDrawable, pngBytes, RESOLUTIONS, readWidth, scaled } from "./sizes";

const VIEW = { width: 800, height: 600 };

describe("how large a picture becomes", () => {
  it("is as large as the view, or twice as fine", () => {
    expect(scaled("view", VIEW, 0)).toEqual({ size: { picture: VIEW }, pixelRatio: 1 });
    expect(scaled("view_twice", VIEW, 0)).toEqual({ size: { picture: VIEW }, pixelRatio: 2 });
  });

  it("is exactly as large as was chosen, with letters of the same share of it", () => {
    for (const [resolution, width, height] of [
      ["full_hd", 1920, 1080],
      ["ultra_hd", 3840, 2160],
    ] as const) {
      const { size, pixelRatio } = scaled(resolution, VIEW, 0);
      const whole = "whole" in size ? size.whole : VIEW;

      expect([whole.width * pixelRatio, whole.height * pixelRatio]).toEqual([width, height]);
      expect(whole.height).toBe(540);
    }
  });

  it("is as wide as was typed", () => {
    const { pixelRatio } = scaled("own", VIEW, 2000);

    expect(VIEW.width * pixelRatio).toBe(2000);
  });

  it("is a size for each resolution", () => {
    expect(RESOLUTIONS.map((resolution) => scaled(resolution, VIEW, 1000).pixelRatio).every((ratio) => ratio > 0)).toBe(
      true,
    );
  });
});

describe("a width that was typed", () => {
  it("is a whole number that can be drawn", () => {
    expect(readWidth("1600")).toBe(1600);
    expect(readWidth(" 1600.4 ")).toBe(1600);
    expect(readWidth("1e9")).toBe(8192);
    expect(readWidth("-4")).toBe(320);
  });

  it("is none where it is no number", () => {
    for (const typed of ["", "  ", "wide", "Infinity", "12px"]) {
      expect(readWidth(typed)).toBeNull();
    }
  });
});

describe("what can be drawn", () => {
  it("has an end", () => {
    expect(isDrawable({ width: 3840, height: 2160 })).toBe(true);
    expect(isDrawable({ width: 8192, height: 8193 })).toBe(false);
    expect(isDrawable({ width: 1, height: 20_000 })).toBe(false);
  });

  it("grows more slowly than its pixels", () => {
    expect(pngBytes({ bytes: 1000, pixels: 100 }, 100)).toBe(1000);
    expect(pngBytes({ bytes: 1000, pixels: 100 }, 400)).toBeLessThan(4000);
    expect(pngBytes({ bytes: 1000, pixels: 100 }, 400)).toBeGreaterThan(2000);
  });
});
