import { expect, it } from "vitest";
import { placesOf } from "./places";

const PARAMETERS = [
  ...[0, 1, 2, 4, 7].map((layer) => ({ name: `h.${layer}.w`, layer })),
  { name: "h.1.b", layer: 1 },
  { name: "wte", layer: null },
];

function of(...names: string[]): unknown {
  const { layers, others } = placesOf(names, PARAMETERS);
  return [layers.map(({ first, last }) => [first, last]), others];
}

it("names stretches of layers, each once", () => {
  expect(of("h.7.w", "h.2.w", "h.1.w", "h.1.b", "h.0.w", "h.4.w")).toEqual([
    [
      [0, 2],
      [4, 4],
      [7, 7],
    ],
    [],
  ]);
});

it("names what is in no layer, and what the run does not have", () => {
  expect(of("wte", "wte", "gone.weight")).toEqual([[], ["wte", "gone.weight"]]);
  expect(of()).toEqual([[], []]);
});
