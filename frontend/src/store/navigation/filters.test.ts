import { describe, expect, it } from "vitest";
import type { RunInfo } from "../../answers";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { activeFilters, kindsOf, layerNumbers, movedRange, NO_FILTER } from "./filters";

type Named = readonly [name: string, kind: string, layer: number | null];

function run(name: string, parameters: readonly Named[]): RunInfo {
  return {
    ...runInfo(name),
    parameters: parameters.map(([parameter, kind, layer]) => parameterInfo(parameter, { kind, layer })),
  };
}

const RUNS = [
  run("a", [
    ["wte", "token_embedding", null],
    ["h.0.attn", "attention", 0],
    ["h.2.attn", "attention", 2],
  ]),
  run("b", [
    ["h.0.attn", "attention", 0],
    ["h.5.x", "made up", 5],
  ]),
];

describe("what can be filtered", () => {
  it("are the kinds that there are, each name counted once", () => {
    expect([...kindsOf(RUNS)]).toEqual([
      ["token_embedding", 1],
      ["attention", 2],
      ["other", 1],
    ]);
  });

  it("are the layers that there are", () => {
    expect(layerNumbers(RUNS)).toEqual([0, 2, 5]);
    expect(layerNumbers([])).toEqual([]);
  });
});

describe("the filters that are felt", () => {
  it("are told", () => {
    const filter = {
      hiddenKinds: new Set(["attention"] as const),
      layers: { first: 0, last: 2 },
      parameterFilter: "x",
    };

    expect(activeFilters(filter, RUNS)).toEqual({ kinds: [2, 3], layers: { first: 0, last: 2 }, name: "x" });
  });

  it("are none where they hide nothing of what there is", () => {
    expect(activeFilters(NO_FILTER, RUNS)).toBeNull();
    const filter = { hiddenKinds: new Set(["conv"] as const), layers: { first: 0, last: 9 }, parameterFilter: "" };
    expect(activeFilters(filter, RUNS)).toBeNull();
  });
});

describe("an end of the range of layers", () => {
  const bounds = { first: 0, last: 11 };
  it.each([
    [{ first: 2, last: 4 }, "first", 3, { first: 3, last: 4 }],
    [{ first: 2, last: 4 }, "first", 7, { first: 7, last: 7 }],
    [{ first: 2, last: 4 }, "last", 1, { first: 1, last: 1 }],
    [{ first: 0, last: 4 }, "last", 11, null],
  ] as const)("of %o moved: %s to %i", (range, end, value, expected) => {
    expect(movedRange(range, end, value, bounds)).toEqual(expected);
  });
});
