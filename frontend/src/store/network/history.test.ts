import { describe, expect, it } from "vitest";
import { DecodeError, decodeSafetensors } from "../../decode";
import { gptRun } from "../../testing/buildings";
import { safetensors } from "../../testing/safetensors";
import { snapshotsFile } from "../../testing/snapshots";
import {
  codeCount,
  emptyHistory,
  historyBytes,
  layoutKey,
  merged,
  readStatistics,
  readTiles,
  statistic,
} from "./history";

const run = gptRun("run", [0, 10]);
const names = run.statistic_names;

describe("an answer about statistics", () => {
  it("gives a table a step, and each number by its name", () => {
    const file = snapshotsFile(run, "statistics", [0, 10], (step, index) => step * 1000 + index);

    const [, second] = readStatistics(run, file);

    expect(second?.step).toBe(10);
    expect(statistic(run, second, 2, "rms")).toBe(10_000 + 2 * names.length + names.indexOf("rms"));
    expect(statistic(run, second, 2, "no such")).toBeNaN();
    expect(statistic(run, undefined, 2, "rms")).toBeNaN();
  });

  it("is refused where it has the size of another model", () => {
    const other = { ...run, parameters: run.parameters.slice(1) };

    expect(() => readStatistics(other, snapshotsFile(run, "statistics", [0]))).toThrow(DecodeError);
  });
});

describe("an answer about tiles", () => {
  const statistics = readStatistics(
    run,
    snapshotsFile(run, "statistics", [0, 10], (step) => step + 0.5),
  );

  it("gives the codes a step, with the scales of the same step", () => {
    const tiles = readTiles(run, "weights", snapshotsFile(run, "weights", [0, 10]), statistics);

    expect(tiles.map(({ step, codes }) => [step, codes[0], codes.length])).toEqual([
      [0, 0, codeCount(run.parameters)],
      [10, 10, codeCount(run.parameters)],
    ]);
    expect(tiles[1]?.scales[3]).toBe(10.5);
    expect(tiles[1]?.rms[3]).toBe(10.5);
  });

  it("has copies, so that one snapshot can be dropped without the others", () => {
    const [first] = readTiles(run, "weights", snapshotsFile(run, "weights", [0, 10]), statistics);

    expect(first?.codes.buffer.byteLength).toBe(codeCount(run.parameters) * 2);
  });

  it("leaves out a step of which no statistics are known: its codes would have no scale", () => {
    const tiles = readTiles(run, "weights", snapshotsFile(run, "weights", [0, 5, 10]), statistics);

    expect(tiles.map(({ step }) => step)).toEqual([0, 10]);
  });

  it.each([
    ["has another size", "I16", 3],
    ["has another type", "F32", codeCount(run.parameters)],
  ] as const)("is refused where it %s", (_, dtype, size) => {
    const file = decodeSafetensors(
      safetensors({
        steps: { dtype: "I64", shape: [1], values: [0] },
        weights: { dtype, shape: [1, size], values: new Array(size).fill(0) },
      }),
    );

    expect(() => readTiles(run, "weights", file, statistics)).toThrow(DecodeError);
  });
});

describe("a history", () => {
  it("grows in the order of steps, whatever the order in which they come", () => {
    const held = [{ step: 0 }, { step: 20 }];

    expect(merged(held, [{ step: 10 }, { step: 30 }]).map(({ step }) => step)).toEqual([0, 10, 20, 30]);
    expect(merged(held, [])).toBe(held);
  });

  it("takes the newer of two snapshots of one step", () => {
    expect(merged([{ step: 0, value: "old" }], [{ step: 0, value: "new" }])).toEqual([{ step: 0, value: "new" }]);
  });

  it("counts the bytes of all that it holds", () => {
    const statistics = readStatistics(run, snapshotsFile(run, "statistics", [0]));
    const weights = readTiles(run, "weights", snapshotsFile(run, "weights", [0]), statistics);
    const { parameters } = run;

    expect(historyBytes({ ...emptyHistory(run), statistics, weights })).toEqual({
      statistics: parameters.length * names.length * 4,
      weights: codeCount(parameters) * 2 + parameters.length * 8,
      gradients: 0,
    });
  });

  it("is another one where the layout is", () => {
    const moved = { ...run, parameters: run.parameters.map((one) => ({ ...one, tile_offset: one.tile_offset + 1 })) };

    expect(layoutKey(moved)).not.toBe(layoutKey(run));
    expect(layoutKey({ ...run, steps: [0, 10, 20] })).toBe(layoutKey(run));
  });
});
