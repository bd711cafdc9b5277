import { expect, it } from "vitest";
import { runColor, runRgb } from "./palette";

it("begins with TensorBoard's colours", () => {
  expect([runColor(0), runColor(1), runColor(6)]).toEqual(["#12b5cb", "#e52592", "#425066"]);
});

it("tells twenty runs apart", () => {
  expect(new Set(Array.from({ length: 20 }, (_, index) => runColor(index)))).toHaveProperty("size", 20);
});

it("is the same as numbers", () => {
  expect(runRgb(0).map((channel) => Math.round(channel * 255))).toEqual([0x12, 0xb5, 0xcb]);
});

it("has one for a run that is not among them", () => {
  expect(runColor(-1)).toBe(runColor(0));
});
