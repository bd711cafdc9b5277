import { expect, it } from "vitest";
import { retryPauseMs } from "./retry_pause";

it("the pauses between tries grow, and end growing", () => {
  expect([1, 2, 3, 4, 5, 1000].map(retryPauseMs)).toEqual([3000, 6000, 12_000, 15_000, 15_000, 15_000]);
  expect(retryPauseMs(0)).toBe(3000);
});
