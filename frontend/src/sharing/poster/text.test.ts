import { describe, expect, it } from "vitest";
import { shortened, wrapped } from "./text";

/** Every sign is one pixel wide. */
const measure = (text: string): number => [...text].length;

describe("text in lines", () => {
  it("breaks between words", () => {
    expect(wrapped("one row for each token", 10, 9, measure)).toEqual(["one row", "for each", "token"]);
  });

  it("takes as many lines as there is room for, and shows that something is left out", () => {
    expect(wrapped("one row for each token", 10, 2, measure)).toEqual(["one row", "for each…"]);
    expect(wrapped("one row", 10, 0, measure)).toEqual([]);
  });

  it("cuts a word that is too wide by itself", () => {
    expect(wrapped("a transformer.h.11.attn.c_attn.weight b", 10, 9, measure)).toEqual(["a", "transform…", "b"]);
  });

  it("is nothing of nothing", () => {
    expect(wrapped("  ", 10, 9, measure)).toEqual([]);
  });
});

describe("a shortened text", () => {
  it("is itself where it has room", () => {
    expect(shortened("step 7", 6, measure)).toBe("step 7");
  });

  it("ends in an ellipsis, and not in a space, where it has none", () => {
    expect(shortened("run of today", 8, measure)).toBe("run of…");
    expect(shortened("😀😀😀", 2, measure)).toBe("😀…");
  });
});
