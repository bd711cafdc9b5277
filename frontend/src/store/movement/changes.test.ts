import { describe, expect, it } from "vitest";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { tiles } from "../../testing/networks";
import { emptyHistory, type NetworkHistory, type TileSnapshot } from "../network/history";
import { changesOf } from "./changes";

const LARGEST = 32_767;
const row = (name: string, offset: number, fields: object): ReturnType<typeof parameterInfo> =>
  parameterInfo(name, { shape: [1, 1], tile_shape: [1, 1], tile_offset: offset, ...fields });

/** Four parameters of one weight each: an embedding, two of layer 0, one of layer 1. */
const run = {
  ...runInfo("run"),
  parameters: [
    row("wte", 0, { kind: "token_embedding" }),
    row("h.0.a", 1, { layer: 0 }),
    row("h.0.b", 2, { layer: 0 }),
    row("h.1.a", 3, { layer: 1 }),
  ],
  rounding_floor: 0,
};

/** A snapshot in which each weight has its value. */
function weights(step: number, ...values: number[]): TileSnapshot {
  return tiles(
    step,
    values.map((value) => (value === 0 ? 0 : LARGEST)),
    values,
  );
}

function history(...snapshots: TileSnapshot[]): NetworkHistory {
  return { ...emptyHistory(run), weights: snapshots };
}

describe("what changed", () => {
  const two = history(weights(0, 4, 4, 3, 1), weights(10, 5, 4, 6, 1), weights(20, 6, 8, 3, 4));

  it("is told for each parameter as a share of what it was, the largest first", () => {
    const changes = changesOf(two, { from: 0, to: 20 });

    expect(changes?.parameters).toEqual([
      { name: "h.1.a", change: 3 },
      { name: "h.0.a", change: 1 },
      { name: "wte", change: 0.5 },
      { name: "h.0.b", change: 0 },
    ]);
  });

  it("is told for each layer, and for each kind of what belongs to none", () => {
    const { layers } = changesOf(two, { from: 0, to: 10 }) ?? { layers: [] };

    expect(layers.map(({ layer, kind }) => layer ?? kind)).toEqual([0, "token_embedding", 1]);
    // Of two weights that were 4 and 3, of length 5 together, one moved by 3.
    expect(layers[0]?.change).toBeCloseTo(3 / 5);
    expect(layers[1]?.change).toBeCloseTo(1 / 4);
  });

  it("lies between the snapshots that there are", () => {
    expect(changesOf(two, { from: 9, to: 17 })).toMatchObject({ from: 10, to: 20 });
  });

  it("has no measure where all was zero, or is not known", () => {
    const grown = changesOf(history(weights(0, 0, 1, 1, Number.NaN), weights(10, 1, 1, 2, 1)), { from: 0, to: 10 });

    expect(grown?.parameters.map(({ name }) => name)).toEqual(["h.0.b", "h.0.a"]);
    expect(grown?.fromZero).toBe(1);
  });

  it("is not known from one snapshot", () => {
    expect(changesOf(history(weights(0, 1, 1, 1, 1)), { from: 0, to: 10 })).toBeNull();
  });
});
