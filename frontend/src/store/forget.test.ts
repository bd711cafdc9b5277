import { describe, expect, it } from "vitest";
import { forgetOthers, withoutOthers } from "./forget";

const kept = new Set(["a", "c"]);

describe("what is known of runs", () => {
  it("is taken out of a map with the runs that are gone", () => {
    const known = new Map([
      ["a", 1],
      ["b", 2],
    ]);

    forgetOthers(known, kept);

    expect([...known]).toEqual([["a", 1]]);
  });

  it("is another map without them, and the same where none is gone", () => {
    const known = new Map([
      ["a", 1],
      ["b", 2],
    ]);
    const rest = withoutOthers(known, kept);

    expect([...rest]).toEqual([["a", 1]]);
    expect([...known.keys()]).toEqual(["a", "b"]);
    expect(withoutOthers(rest, kept)).toBe(rest);
  });
});
