import { lab, rgb } from "d3-color";
import { describe, expect, it } from "vitest";
import { divergingTable, NONFINITE_COLOR, PICTURE_COLORS, sequentialTable } from "../src/store/colors";
import { COLOR_SCHEMES } from "../src/store/settings";
import { colorTables } from "./color_tables";

const THEMES = ["dark", "light"] as const;
const ALL = COLOR_SCHEMES.flatMap((scheme) => THEMES.map((theme) => [scheme, theme] as const));

/** Machado, Oliveira and Fernandes 2009, severity 1: what linear RGB looks like to people who lack a kind of cones. */
const DEFICIENCIES = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152_286, 1.052_583, -0.204_868, 0.114_503, 0.786_281, 0.099_216, -0.003_882, -0.048_116, 1.051_998],
  deuteranopia: [0.367_322, 0.860_646, -0.227_968, 0.280_085, 0.672_501, 0.047_413, -0.011_82, 0.042_94, 0.968_881],
  tritanopia: [1.255_528, -0.076_749, -0.178_779, -0.078_411, 0.930_809, 0.147_602, 0.004_733, 0.691_367, 0.3039],
} as const;
type Deficiency = keyof typeof DEFICIENCIES;
const EYES = Object.keys(DEFICIENCIES) as Deficiency[];

type Triple = readonly [number, number, number];

function texel(table: Uint8Array, share: number): Triple {
  const at = Math.round(share * 255) * 4;
  return [table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0];
}

function parsed(text: string): Triple {
  const { r, g, b } = rgb(text);
  return [r, g, b];
}

/** A colour in CIE Lab as it is seen. */
function seen(color: Triple, deficiency: Deficiency): Triple {
  const linear = color.map((byte) => ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const matrix = DEFICIENCIES[deficiency];
  const [r = 0, g = 0, b = 0] = [0, 3, 6].map((row) => {
    const value = [0, 1, 2].reduce((sum, column) => sum + (matrix[row + column] ?? 0) * (linear[column] ?? 0), 0);
    return 255 * Math.min(1, Math.max(0, 1.055 * Math.max(0, value) ** (1 / 2.4) - 0.055));
  });
  const { l, a, b: yellowness } = lab(rgb(r, g, b));
  return [l, a, yellowness];
}

function distance(one: Triple, other: Triple, deficiency: Deficiency): number {
  const [a, b] = [seen(one, deficiency), seen(other, deficiency)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The distance of each ninth of a table to the next. */
function stepsOf(table: Uint8Array, deficiency: Deficiency): number[] {
  return Array.from({ length: 8 }, (_, step) =>
    distance(texel(table, step / 8), texel(table, (step + 1) / 8), deficiency),
  );
}

function lightness(color: Triple): number {
  return seen(color, "none")[0];
}

function background(theme: "dark" | "light"): Triple {
  const [r, g, b] = PICTURE_COLORS[theme].background;
  return [r * 255, g * 255, b * 255];
}

describe.each(ALL)("%s on a %s page", (scheme, theme) => {
  const sequential = sequentialTable(scheme, theme);
  const diverging = divergingTable(scheme, theme);

  it.each([sequential, diverging])("is a table of 256 opaque texels", (table) => {
    expect(table).toBeInstanceOf(Uint8Array);
    expect(table).toHaveLength(1024);
    expect(table.filter((_byte, index) => index % 4 === 3)).toEqual(new Uint8Array(256).fill(255));
  });

  it("becomes brighter from end to end where it is sequential, and never drowns in the page", () => {
    const levels = Array.from({ length: 256 }, (_, index) => lightness(texel(sequential, index / 255)));

    expect(levels.every((level, index) => level >= (levels[index - 1] ?? 0) - 0.5)).toBe(true);
    expect((levels.at(-1) ?? 0) - (levels[0] ?? 0)).toBeGreaterThan(40);
    expect(Math.min(...levels.map((level) => Math.abs(level - lightness(background(theme)))))).toBeGreaterThan(15);
  });

  it("is neutral in the middle where it is diverging, near the page, and strong at both ends", () => {
    const [level, a, b] = seen(texel(diverging, 0.5), "none");
    const page = lightness(background(theme));
    const ends = [texel(diverging, 0), texel(diverging, 1)].map((end) => Math.abs(lightness(end) - page));

    expect(Math.hypot(a, b)).toBeLessThan(6);
    expect(Math.abs(level - page)).toBeLessThan(16);
    expect(Math.min(...ends)).toBeGreaterThan(35);
  });

  it.each(EYES)("can be told apart with %s", (deficiency) => {
    const [lowest, middle, highest] = [texel(diverging, 0), texel(diverging, 0.5), texel(diverging, 1)];

    expect(distance(lowest, highest, deficiency)).toBeGreaterThan(25);
    expect(distance(lowest, middle, deficiency)).toBeGreaterThan(35);
    expect(distance(middle, highest, deficiency)).toBeGreaterThan(35);
    expect(Math.min(...stepsOf(diverging, deficiency))).toBeGreaterThan(7);
    expect(distance(texel(sequential, 0), texel(sequential, 1), deficiency)).toBeGreaterThan(45);
    expect(Math.min(...stepsOf(sequential, deficiency))).toBeGreaterThan(4);
  });

  it("keeps away from the colour of what is not finite", () => {
    const distances = Array.from({ length: 256 }, (_, index) =>
      distance(texel(diverging, index / 255), parsed(NONFINITE_COLOR), "none"),
    );

    expect(Math.min(...distances)).toBeGreaterThan(50);
  });
});

it("is the scheme's own where it is not cut", () => {
  // Viridis: #440154 at its dark end, #fde725 at its bright one.
  expect(texel(sequentialTable("blue_orange", "light"), 0)).toEqual([68, 1, 84]);
  expect(texel(sequentialTable("blue_orange", "dark"), 1)).toEqual([253, 231, 37]);
});

it("makes each table once", () => {
  expect(divergingTable("blue_red", "dark")).toBe(divergingTable("blue_red", "dark"));
});

it("is served under its own name alone", () => {
  const plugin = colorTables();

  expect(plugin.resolveId).toBeTypeOf("function");
  expect((plugin.resolveId as (id: string) => unknown)("three")).toBeUndefined();
  expect((plugin.load as (id: string) => unknown)("three")).toBeUndefined();
});
