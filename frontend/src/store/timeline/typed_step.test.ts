import { describe, expect, it } from "vitest";
import { readStep } from "./typed_step";

describe("a typed step", () => {
  it.each([
    ["4000", 4000],
    [" 4,000 ", 4000],
    ["4 000", 4000],
    ["step 4000", 4000],
    ["4e3", 4000],
    ["-5", -5],
    ["", null],
    ["step", null],
    ["last", null],
    ["1e999", null],
  ])("%j is %s", (text, step) => {
    expect(readStep(text)).toBe(step);
  });
});
