import { describe, expect, it } from "vitest";
import { pack, type Size } from "./packing";

/** Sizes in a fixed disorder, like those of a model's slabs. */
const sizes: Size[] = Array.from({ length: 600 }, (_, index) => ({
  width: 1 + ((index * 37) % 64),
  height: 1 + ((index * 53) % 48),
}));

describe("rectangles in one picture", () => {
  const packing = pack(sizes);
  const area = sizes.reduce((sum, { width, height }) => sum + width * height, 0);

  it("cover no pixel twice", () => {
    const taken = new Uint8Array(packing.width * packing.height);
    for (const [index, { width, height }] of sizes.entries()) {
      const { x, y } = packing.places[index] ?? { x: -1, y: -1 };
      for (let row = y; row < y + height; row += 1) {
        for (let column = x; column < x + width; column += 1) {
          taken[row * packing.width + column] = (taken[row * packing.width + column] ?? 0) + 1;
        }
      }
    }

    expect(taken.every((count) => count <= 1)).toBe(true);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(area);
  });

  it("leave little room between them, in a picture that any canvas can be", () => {
    expect(area / (packing.width * packing.height)).toBeGreaterThan(0.8);
    expect(packing.width / packing.height).toBeGreaterThan(0.5);
    expect(packing.width / packing.height).toBeLessThan(2);
  });

  it("may be one, or none", () => {
    expect(pack([{ width: 900, height: 1 }])).toMatchObject({ width: 900, height: 1, places: [{ x: 0, y: 0 }] });
    expect(pack([]).places).toEqual([]);
  });
});
