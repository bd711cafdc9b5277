import { describe, expect, it } from "vitest";
import { CodesTexture, textureSize } from "./codes_texture";

describe("the size of a texture of codes", () => {
  it.each([
    [1, 16_384],
    [1024, 16_384],
    [262_144, 16_384],
    [5_000_000, 16_384],
    [262_144, 256],
    [70_000, 64],
  ])("holds %i codes on a GPU with sides of %i at most", (codes, largest) => {
    const [width, height, depth] = textureSize(codes, largest);

    expect(width * height * depth).toBeGreaterThanOrEqual(codes);
    expect(width * height * (depth - 1)).toBeLessThan(codes);
    expect(Math.max(width, height)).toBeLessThanOrEqual(largest);
  });

  it("has one layer for a snapshot of the usual size", () => {
    expect(textureSize(262_144, 8192)[2]).toBe(1);
  });
});

describe("a texture of codes", () => {
  it("takes snapshots of its type and size, as they are", () => {
    const texture = new CodesTexture(3, true, 4096);

    texture.fill(Int16Array.of(7, -7, -32_768));

    expect([...(texture.texture.image.data as Int16Array)].slice(0, 3)).toEqual([7, -7, -32_768]);
    expect(texture.fits(new Int16Array(3))).toBe(true);
    expect(texture.fits(new Int8Array(3))).toBe(false);
    expect(texture.fits(new Int16Array(4000))).toBe(false);
    expect(texture.bytes).toBe(2 * 6); // the page keeps a copy
    texture.dispose();
  });
});
