import { describe, expect, it } from "vitest";
import { divergingTable, NONFINITE_COLOR, PICTURE_COLORS, sequentialTable } from "../src/store/colors";
import { COLOR_SCHEMES } from "../src/store/settings";
import { bytesOf, type Deficiency, distance, EYES, seen, type Triple } from "../src/testing/color_vision";
import { colorTables } from "./color_tables";

const THEMES = ["dark", "light"] as const;
const ALL = COLOR_SCHEMES.flatMap((scheme) => THEMES.map((theme) => [scheme, theme] as const));

function texel(table: Uint8Array, share: number): Triple {
  const at = Math.round(share * 255) * 4;
  return [table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0];
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

  it.each(EYES)("never turns back with %s: lightness goes one way along it, or from its middle to each end", (eyes) => {
    const levels = (table: Uint8Array, from: number, to: number): number[] =>
      Array.from({ length: 33 }, (_, index) => seen(texel(table, from + (to - from) * (index / 32)), eyes)[0]);
    const isRising = (all: readonly number[]): boolean =>
      all.every((level, index) => level >= (all[index - 1] ?? level) - 0.5);
    const sign = theme === "dark" ? 1 : -1;

    expect(isRising(levels(sequential, 0, 1))).toBe(true);
    expect(isRising(levels(diverging, 0.5, 0).map((level) => sign * level))).toBe(true);
    expect(isRising(levels(diverging, 0.5, 1).map((level) => sign * level))).toBe(true);
  });

  it("keeps away from the colour of what is not finite", () => {
    const distances = Array.from({ length: 256 }, (_, index) =>
      distance(texel(diverging, index / 255), bytesOf(NONFINITE_COLOR), "none"),
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
