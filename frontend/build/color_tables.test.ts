import { dark, light } from "virtual:color-tables";
import { describe, expect, it } from "vitest";
import { colorTables } from "./color_tables";

/** The brightness of each texel, 0 to 255. */
function brightness(table: Uint8Array): number[] {
  return Array.from({ length: table.length / 4 }, (_, texel) => {
    const [red = 0, green = 0, blue = 0] = table.subarray(texel * 4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
}

describe.each([
  ["dark", dark],
  ["light", light],
])("the colours for a %s page", (_, table) => {
  it("are 256 opaque texels", () => {
    expect(table).toBeInstanceOf(Uint8Array);
    expect(table).toHaveLength(1024);
    expect(table.filter((_byte, index) => index % 4 === 3)).toEqual(new Uint8Array(256).fill(255));
  });

  it("become brighter from end to end", () => {
    const levels = brightness(table);

    expect(levels.every((level, texel) => level >= (levels[texel - 1] ?? 0) - 1)).toBe(true);
    expect((levels.at(-1) ?? 0) - (levels[0] ?? 0)).toBeGreaterThan(100);
  });
});

it("keep away from the page's own brightness", () => {
  expect(Math.min(...brightness(dark))).toBeGreaterThan(Math.min(...brightness(light)));
  expect(Math.max(...brightness(light))).toBeLessThan(Math.max(...brightness(dark)));
});

it("are the scheme's own where it is not cut", () => {
  // Viridis: #440154 at its dark end, #fde725 at its bright one.
  expect([...light.subarray(0, 3)]).toEqual([68, 1, 84]);
  expect([...dark.subarray(-4, -1)]).toEqual([253, 231, 37]);
});

it("are served under their own name alone", () => {
  const plugin = colorTables();

  expect(plugin.resolveId).toBeTypeOf("function");
  expect((plugin.resolveId as (id: string) => unknown)("three")).toBeUndefined();
  expect((plugin.load as (id: string) => unknown)("three")).toBeUndefined();
});
