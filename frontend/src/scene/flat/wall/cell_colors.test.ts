import { describe, expect, it } from "vitest";
import type { TileSnapshot } from "../../../store/network/history";
import { gptPlan, gptRun, slabNamed } from "../../../testing/buildings";
import { cellAt } from "../../cell_picking";
import { cellSize, colorCells, isLogged, type WallMoment } from "./cell_colors";

const run = gptRun();
const plan = gptPlan(run);
const SIZE = 10_000;
/** Pixel i stands for colour i. */
const table = Uint32Array.from({ length: 256 }, (_, texel) => texel);
const NONFINITE = 9999;
const palette = { table, nonfinite: NONFINITE };

/** A snapshot whose colours are full at 1, as are its scales. */
function snapshot(code: (index: number) => number, change: Partial<TileSnapshot> = {}): TileSnapshot {
  const ones = new Float32Array(run.parameters.length).fill(1);
  return {
    step: 0,
    codes: Int16Array.from({ length: SIZE }, (_, index) => code(index)),
    scales: ones,
    rms: ones.map(() => 0.4),
    ...change,
  };
}

function moment(from: TileSnapshot, to = from, fraction = 0): WallMoment {
  return { from, to, fraction, commonRange: 0 };
}

/** The colours of a slab, row by row as it is drawn. */
function colorsOf(name: string, part: string | null, at: WallMoment): Uint32Array {
  const slab = slabNamed(plan, name, part);
  const { width, height } = cellSize(slab);
  const pixels = { width: width + 3, height: height + 2, data: new Uint32Array((width + 3) * (height + 2)) };
  colorCells(pixels, { x: 3, y: 2 }, slab, at, palette);
  return Uint32Array.from({ length: width * height }, (_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    return pixels.data[(row + 2) * pixels.width + column + 3] ?? 0;
  });
}

const QKV = "transformer.h.0.attn.c_attn.weight";

describe("the cells of a slab", () => {
  it.each([
    [QKV, "key"],
    ["transformer.h.1.mlp.c_fc.weight", null],
    ["transformer.h.0.ln_1.weight", null],
  ] as const)("of %s are where the pointer finds them", (name, part) => {
    const slab = slabNamed(plan, name, part);
    const { width, height } = cellSize(slab);
    const colors = colorsOf(name, part, moment(snapshot((index) => ((index - slab.tileOffset) % 256) * 128 - 16_384)));

    const [x, y] = [Math.floor(width / 3), Math.floor(height / 2)];
    const { row, column } = cellAt(slab, { across: (x + 0.5) / width, up: 1 - (y + 0.5) / height });
    const code = ((row * slab.tileColumns + column) % 256) * 128 - 16_384;

    expect(colors[y * width + x]).toBe(Math.floor(128 + (code / 32_767) * 128));
  });

  it("have the middle colour at zero, and the ends where they are full or beyond", () => {
    const [zero, full, least] = [0, 32_767, -32_767].map((code) =>
      colorsOf(QKV, "query", moment(snapshot(() => code))),
    );

    expect([zero?.[0], full?.[0], least?.[0]]).toEqual([128, 255, 0]);
  });

  it("are mixed between two snapshots, each by its own scale", () => {
    const from = snapshot(() => 0);
    const to = snapshot(() => 16_384);

    expect(colorsOf(QKV, "value", moment(from, to, 0.5))[0]).toBe(160);
    expect(colorsOf(QKV, "value", moment(from, to, 1))[0]).toBe(192);
  });

  it("have one scale where that is wanted", () => {
    const half = { ...moment(snapshot(() => 16_384)), commonRange: 2 };

    expect(colorsOf(QKV, "query", half)[0]).toBe(160);
  });

  it("that are not finite at either snapshot cannot be missed", () => {
    const broken = snapshot(() => -32_768);
    const sound = snapshot(() => 0);

    expect(new Set(colorsOf(QKV, "key", moment(broken)))).toEqual(new Set([NONFINITE]));
    expect(colorsOf(QKV, "key", moment(sound, broken, 0.5))[0]).toBe(NONFINITE);
    expect(colorsOf(QKV, "key", moment(sound, broken, 0))[0]).toBe(128);
  });
});

describe("a parameter", () => {
  const nothing = new Float32Array(run.parameters.length).fill(Number.NaN);
  const [there, absent] = [snapshot(() => 0), snapshot(() => -32_768, { scales: nothing, rms: nothing })];

  it("is logged between snapshots that both have it", () => {
    expect(isLogged(moment(there, there, 0.5), 1)).toBe(true);
    expect(isLogged(moment(there, absent, 0.5), 1)).toBe(false);
  });

  it("is logged at a snapshot that has it, whatever follows", () => {
    expect(isLogged(moment(there, absent, 0), 1)).toBe(true);
    expect(isLogged(moment(absent, there, 1), 1)).toBe(true);
    expect(isLogged(moment(absent), 1)).toBe(false);
  });
});
