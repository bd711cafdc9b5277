import { expect, it } from "vitest";
import { clusterMarks, leadOf, type PlacedMark } from "./clusters";

const mark = (x: number, isAlarming = false): PlacedMark => ({
  step: x,
  at: x,
  x,
  run: "a",
  name: "spike",
  sentence: "",
  isAlarming,
});

it("gathers what would lie over each other, and nothing else", () => {
  const places = clusterMarks(
    [50, 0, 4, 13, 51].map((x) => mark(x)),
    12,
  ).map((cluster) => cluster.map(({ x }) => x));

  expect(places).toEqual([[0, 4], [13], [50, 51]]);
});

it("does not grow over all of the axis where each mark is near to the next", () => {
  const clusters = clusterMarks(
    Array.from({ length: 100 }, (_, index) => mark(index * 5)),
    12,
  );

  expect(clusters).toHaveLength(34);
});

it("goes to what is alarming first", () => {
  expect(leadOf([mark(0), mark(3, true), mark(4, true)])?.x).toBe(3);
  expect(leadOf([mark(7), mark(8)])?.x).toBe(7);
});
