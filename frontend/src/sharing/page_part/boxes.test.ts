import { describe, expect, it } from "vitest";
import { gradientStops } from "./boxes";
import { wordsOf } from "./texts";

describe("a gradient of the page", () => {
  it("is known by its colours where it goes from left to right", () => {
    expect(gradientStops("linear-gradient(to right, rgb(68, 1, 84), rgb(33, 145, 140))")).toEqual([
      "rgb(68, 1, 84)",
      "rgb(33, 145, 140)",
    ]);
  });

  it("is left out where it is of another kind", () => {
    expect(gradientStops("none")).toEqual([]);
    expect(gradientStops("radial-gradient(rgb(0, 0, 0), rgb(1, 1, 1))")).toEqual([]);
  });
});

describe("the words of a text", () => {
  it("are known with their places", () => {
    expect(wordsOf("  the norm\n of  the row ")).toEqual([
      { index: 2, word: "the" },
      { index: 6, word: "norm" },
      { index: 12, word: "of" },
      { index: 16, word: "the" },
      { index: 20, word: "row" },
    ]);
    expect(wordsOf(" \n ")).toEqual([]);
  });
});
