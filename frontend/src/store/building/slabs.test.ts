import { describe, expect, it } from "vitest";
import { parameterInfo } from "../../testing/clouds";
import { cellBeside, firstCell, fullIndex, matrixShape, slabsOf } from "./slabs";

const QKV = ["query", "key", "value"].map((name, part) => ({ name, axis: 0, start: part * 96, length: 96, n_head: 4 }));

describe("the slabs of a parameter", () => {
  it("are one for a matrix, with the cells of its tile", () => {
    const slabs = slabsOf(parameterInfo("h.0.mlp.c_proj.weight", { shape: [64, 64], tile_offset: 5 }), 3, 64);

    expect(slabs).toHaveLength(1);
    expect(slabs[0]).toMatchObject({ parameter: 3, label: "c_proj", tileOffset: 5, rows: [0, 64], columns: [0, 64] });
    expect(slabs[0]).toMatchObject({ isTurned: false, isStrip: false, width: 1, height: 1 });
  });

  it("are one for each part of a fused matrix, and no cell is in two of them", () => {
    const fused = parameterInfo("attn.c_attn.weight", { shape: [288, 96], tile_shape: [64, 64], parts: QKV });

    const slabs = slabsOf(fused, 0, 96);

    expect(slabs.map(({ label }) => label)).toEqual(["query", "key", "value"]);
    expect(slabs.map(({ rows }) => rows)).toEqual([
      [0, 22],
      [22, 43],
      [43, 64],
    ]);
    for (const { rows, part } of slabs) {
      const start = QKV.find(({ name }) => name === part)?.start ?? 0;
      const shown = [rows[0], rows[1] - 1].map((cell) => fullIndex(cell, 64, 288));
      expect(shown.every((row) => row >= start && row < start + 96)).toBe(true);
    }
    expect(slabs.every(({ heads, headAxis }) => heads === 4 && headAxis === 0)).toBe(true);
  });

  it("divide the columns where the parts lie along them", () => {
    const transposed = QKV.map((part) => ({ ...part, axis: 1 }));
    const fused = parameterInfo("attn.c_attn.weight", { shape: [96, 288], tile_shape: [64, 64], parts: transposed });

    const [first] = slabsOf(fused, 0, 96);

    expect(first).toMatchObject({ rows: [0, 64], columns: [0, 22], headAxis: 1 });
  });

  it("of a fused bias are strips", () => {
    const bias = parameterInfo("attn.c_attn.bias", { shape: [288], tile_shape: [1, 256], parts: QKV });

    const slabs = slabsOf(bias, 0, 96);

    expect(slabs.every(({ isStrip }) => isStrip)).toBe(true);
    expect(slabs.map(({ columns }) => columns[1] - columns[0])).toEqual([86, 85, 85]);
  });

  it("lie on their side where they are taller than wide", () => {
    const [slab] = slabsOf(parameterInfo("c_fc.weight", { shape: [256, 64] }), 0, 64);

    expect(slab).toMatchObject({ isTurned: true, width: 2, height: 1 });
  });

  it("have heads without parts, as an output projection has", () => {
    const output = [{ name: "output", axis: 1, start: 0, length: 96, n_head: 4 }];

    const [slab] = slabsOf(parameterInfo("attn.c_proj.weight", { shape: [96, 96], parts: output }), 0, 96);

    expect(slab).toMatchObject({ part: null, heads: 4, headAxis: 1 });
  });

  it("have a size that can be seen, however small or large the matrix is", () => {
    for (const shape of [[], [1], [1, 1], [1, 100_000], [50_257, 768], [3, 4, 5, 6]]) {
      const [slab] = slabsOf(parameterInfo("w", { shape, tile_shape: [1, 1] }), 0, 768);
      expect(slab?.width).toBeGreaterThan(0.05);
      expect(slab?.width).toBeLessThan(3);
      expect(slab?.height).toBeLessThan(1.1);
    }
  });

  it("of a part that has no cell of its own still have one", () => {
    const tiny = [
      { name: "query", axis: 0, start: 0, length: 1, n_head: 1 },
      { name: "value", axis: 0, start: 1, length: 99, n_head: 1 },
    ];

    const slabs = slabsOf(parameterInfo("w", { shape: [100, 4], tile_shape: [8, 4], parts: tiny }), 0, 4);

    expect(slabs.every(({ rows }) => rows[1] > rows[0])).toBe(true);
  });
});

describe("a parameter as a matrix", () => {
  it.each([
    [[], [1, 1]],
    [[7], [1, 7]],
    [
      [2, 3],
      [2, 3],
    ],
    [
      [2, 3, 4],
      [2, 12],
    ],
  ])("%j is %j", (shape, expected) => {
    expect(matrixShape({ shape })).toEqual(expected);
  });
});

describe("the cell beside another", () => {
  const key = { rows: [8, 16], columns: [0, 4], isTurned: false } as const;

  it("is one to the right, one below, and none beyond the edge", () => {
    const first = firstCell(key);
    expect(first).toEqual({ row: 8, column: 0 });

    expect(cellBeside(key, first, { across: 1, down: 0 })).toEqual({ row: 8, column: 1 });
    expect(cellBeside(key, first, { across: 0, down: 1 })).toEqual({ row: 9, column: 0 });
    expect(cellBeside(key, first, { across: -1, down: -1 })).toEqual(first);
    expect(cellBeside(key, first, { across: 99, down: 99 })).toEqual({ row: 15, column: 3 });
  });

  it("is a row farther on a slab that lies on its side", () => {
    expect(cellBeside({ ...key, isTurned: true }, { row: 8, column: 2 }, { across: 1, down: 0 })).toEqual({
      row: 9,
      column: 2,
    });
  });
});
