import { expect, it } from "vitest";
import { bytesOf, distance, EYES } from "../testing/color_vision";
import { runColor, runDash, runRgb } from "./palette";

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

it.each(EYES)("tells the lines of seven runs apart with %s: by their colours, or by how they are broken", (eyes) => {
  const runs = Array.from({ length: 7 }, (_, index) => index);
  const alike = runs.flatMap((one) =>
    runs.filter(
      (other) =>
        other < one &&
        distance(bytesOf(runColor(one)), bytesOf(runColor(other)), eyes) < 22 &&
        runDash(one).join() === runDash(other).join(),
    ),
  );

  expect(alike).toEqual([]);
});

it("leaves the lines of the first runs whole, whatever their colours look like", () => {
  expect([0, 1, 2, 3, -1].map((index) => runDash(index))).toEqual([[], [], [], [], []]);
  expect(runDash(11)).toEqual(runDash(4));
});
