import { expect, it } from "vitest";
import { spreadOf } from "./gestures";

it("finds the middle of two fingers, and how far apart they are", () => {
  expect(
    spreadOf([
      { x: 0, y: 0 },
      { x: 6, y: 8 },
    ]),
  ).toEqual({ x: 3, y: 4, reach: 5 });
});

it("takes one finger for its own middle", () => {
  expect(spreadOf([{ x: 6, y: 8 }])).toEqual({ x: 6, y: 8, reach: 0 });
});
