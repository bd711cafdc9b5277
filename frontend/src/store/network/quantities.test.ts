import { describe, expect, it } from "vitest";
import { gptRun } from "../../testing/buildings";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { emptyHistory, type NetworkHistory, type TileSnapshot } from "./history";
import { momentsOf, subtract, valueAt } from "./quantities";

const LARGEST = 32_767;
const run = {
  ...runInfo("run"),
  parameters: [
    parameterInfo("a", { shape: [1, 3], tile_shape: [1, 3] }),
    parameterInfo("b", { shape: [1, 2], tile_shape: [1, 2], tile_offset: 3 }),
  ],
  rounding_floor: 0,
};

/** A snapshot of both parameters, each with its scale. */
function snapshot(step: number, codes: readonly number[], scales: readonly number[] = [1, 1]): TileSnapshot {
  return { step, codes: Int16Array.from(codes), scales: Float32Array.from(scales), rms: new Float32Array(2) };
}

function history(weights: readonly TileSnapshot[], gradients: readonly TileSnapshot[] = []): NetworkHistory {
  return { ...emptyHistory(run), weights, gradients };
}

/** The values of a snapshot's five cells. */
function values(tiles: TileSnapshot): number[] {
  return [0, 1, 2, 3, 4].map((index) => valueAt(tiles, index < 3 ? 0 : 1, index));
}

describe("the value of a code", () => {
  it("is a share of its parameter's scale", () => {
    expect(values(snapshot(0, [LARGEST, -LARGEST, 0, LARGEST, 0], [2, 0.5]))).toEqual([2, -2, 0, 0.5, 0]);
  });

  it("of a byte counts in 127ths", () => {
    const tiles = { step: 0, codes: Int8Array.of(127, -128), scales: Float32Array.of(3), rms: new Float32Array(1) };

    expect(valueAt(tiles, 0, 0)).toBe(3);
    expect(valueAt(tiles, 0, 1)).toBeNaN();
  });

  it("is none where the code stands for none, or lies outside", () => {
    const tiles = snapshot(0, [-32_768, 0, 0, 0, 0], [1, Number.NaN]);

    expect(valueAt(tiles, 0, 0)).toBeNaN();
    expect(valueAt(tiles, 1, 3)).toBeNaN();
    expect(valueAt(tiles, 0, 99)).toBeNaN();
  });
});

describe("a run", () => {
  const first = snapshot(0, [0, 0, 0, LARGEST, 0]);
  const second = snapshot(10, [LARGEST, 0, 0, LARGEST, 0]);
  const third = snapshot(20, [LARGEST, 0, -LARGEST, 0, 0], [2, 1]);
  const three = history([first, second, third], [second]);

  it("is shown as it was logged", () => {
    expect(momentsOf(three, "weight", null).map((moment) => moment.tiles())).toEqual([first, second, third]);
    expect(momentsOf(three, "gradient", null).map(({ step }) => step)).toEqual([10]);
  });

  it("shows what changed since the snapshot before; at the first nothing did", () => {
    const changes = momentsOf(three, "change", null).map((moment) => values(moment.tiles()));

    expect(changes[0]).toEqual([0, 0, 0, 0, 0]);
    expect(changes[1]).toEqual([1, 0, 0, 0, 0]);
    expect(changes[2]).toEqual([1, 0, -2, -1, 0].map((value) => expect.closeTo(value, 4)));
  });

  it("shows what changed since the start", () => {
    const changes = momentsOf(three, "since_start", null).map((moment) => values(moment.tiles()));

    expect(changes[2]).toEqual([2, 0, -2, -1, 0]);
  });

  it("shows how it differs from another one, at the newest step that both have reached", () => {
    const other = history([snapshot(0, [0, 0, 0, 0, 0]), snapshot(15, [LARGEST, 0, 0, 0, 0])]);

    const moments = momentsOf(three, "difference", { history: other, alignment: "step" });

    expect(moments.map(({ step }) => step)).toEqual([0, 10, 20]);
    expect(values(moments[1]?.tiles() ?? first)).toEqual([1, 0, 0, 1, 0]);
    expect(values(moments[2]?.tiles() ?? first)).toEqual([1, 0, -2, 0, 0].map((value) => expect.closeTo(value, 4)));
  });

  it("differs by share of the training from one that is twice as long", () => {
    const longer = history([
      snapshot(0, [0, 0, 0, 0, 0]),
      snapshot(20, [LARGEST, 0, 0, 0, 0]),
      snapshot(40, [0, 0, 0, 0, 0]),
    ]);

    const moments = momentsOf(three, "difference", { history: longer, alignment: "share" });

    expect(moments.map(({ since }) => since)).toEqual([0, 20, 40]);
  });

  it("differs from nothing where there is no other", () => {
    expect(momentsOf(three, "difference", null)).toEqual([]);
    expect(momentsOf(three, "difference", { history: history([]), alignment: "share" })).toEqual([]);
  });

  it("computes a difference once, while it is shown", () => {
    const [, moment] = momentsOf(three, "change", null);

    expect(moment?.tiles()).toBe(moment?.tiles());
  });
});

describe("a difference", () => {
  it("is none where either value is none", () => {
    const later = snapshot(1, [-32_768, LARGEST, 0, 0, 0]);
    const earlier = snapshot(0, [0, -32_768, 0, 0, 0]);

    expect(values(subtract(run, later, earlier))).toEqual([Number.NaN, Number.NaN, 0, 0, 0]);
  });

  it("has a scale, and the root mean square of what differs", () => {
    const { scales, rms } = subtract(run, snapshot(1, [LARGEST, 0, 0, 0, 0], [3, 1]), snapshot(0, [0, 0, 0, 0, 0]));

    expect(scales[0]).toBeCloseTo(3, 5);
    expect(rms[0]).toBeCloseTo(Math.sqrt(3), 5);
  });

  it("that rounding could have made counts as none", () => {
    const coarse = { ...run, rounding_floor: 0.5 / 127 };
    const tiles = (code: number): TileSnapshot => ({ ...snapshot(0, []), codes: Int8Array.of(code, 0, 0, 0, 0) });

    expect(values(subtract(coarse, tiles(51), tiles(50)))[0]).toBe(0);
    expect(values(subtract(coarse, tiles(60), tiles(50)))[0]).toBeCloseTo(10 / 127, 3);
  });

  it("is absent for a parameter that the other run has not, or in another shape", () => {
    const other = { ...run, parameters: [parameterInfo("a", { shape: [1, 4], tile_shape: [1, 4] })] };

    const { scales } = subtract(run, snapshot(1, [1, 2, 3, 4, 5]), snapshot(0, [0, 0, 0, 0, 0]), other);

    expect([...scales]).toEqual([Number.NaN, Number.NaN]);
  });

  it("finds a parameter by its name, wherever its tile lies in the other run", () => {
    const [a, b] = run.parameters;
    const other = {
      ...run,
      parameters: [
        { ...b, tile_offset: 0 },
        { ...a, tile_offset: 2 },
      ] as typeof run.parameters,
    };
    const later = snapshot(1, [0, 0, 0, LARGEST, 0]);
    const earlier = snapshot(0, [LARGEST, 0, 0, 0, 0]);

    expect(values(subtract(run, later, earlier, other))).toEqual([0, 0, 0, 0, 0]);
  });

  it("of a whole model takes each parameter by itself", () => {
    const gpt = gptRun();
    const size = gpt.parameters.reduce((sum, { tile_shape }) => sum + tile_shape[0] * tile_shape[1], 0);
    const tiles = (code: number): TileSnapshot => ({
      step: code,
      codes: new Int16Array(size).fill(code),
      scales: Float32Array.from(gpt.parameters, (_, index) => index + 1),
      rms: new Float32Array(gpt.parameters.length),
    });

    const { scales } = subtract(gpt, tiles(LARGEST), tiles(0));

    expect([...scales]).toEqual(gpt.parameters.map((_, index) => expect.closeTo(index + 1, 4)));
  });
});
