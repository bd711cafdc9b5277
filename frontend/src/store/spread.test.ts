import { expect, it } from "vitest";
import { spreadIndices } from "./spread";

it.each([0, 1, 2, 7, 100, 2048, 4096, 4097, 50_257])("holds each of %i numbers once", (count) => {
  expect([...spreadIndices(count)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
});

it.each([0.1, 0.25, 0.5])("is as dense everywhere when only a share of %f is taken", (share) => {
  const count = 4096;
  const taken = spreadIndices(count).subarray(0, count * share);
  const sixteenths = Array.from({ length: 16 }, () => 0);
  for (const index of taken) {
    sixteenths[Math.floor((index * 16) / count)] = (sixteenths[Math.floor((index * 16) / count)] ?? 0) + 1;
  }

  for (const found of sixteenths) {
    expect(Math.abs(found - (count * share) / 16)).toBeLessThanOrEqual(2);
  }
});

it("begins alike when only the beginning is wanted", () => {
  expect([...spreadIndices(1000, 7)]).toEqual([...spreadIndices(1000).subarray(0, 7)]);
  expect(spreadIndices(5, 7)).toHaveLength(5);
});
