import { describe, expect, it } from "vitest";
import { unmix } from "./transparency";

/** A pixel of a colour and an opacity before a grey, as bytes. */
function before(grey: number, [red, green, blue]: readonly number[], opacity: number): number[] {
  const mixed = [red, green, blue].map((channel) => Math.round((channel ?? 0) * opacity + grey * (1 - opacity)));
  return [...mixed, 255];
}

function alone(color: readonly number[], opacity: number): number[] {
  const picture = Uint8ClampedArray.from(before(0, color, opacity));
  unmix(picture, Uint8ClampedArray.from(before(255, color, opacity)));
  return [...picture];
}

describe("a picture without its background", () => {
  it("is empty where the background alone is seen", () => {
    expect(alone([9, 9, 9], 0)).toEqual([0, 0, 0, 0]);
  });

  it("keeps what is opaque as it is", () => {
    expect(alone([18, 181, 203], 1)).toEqual([18, 181, 203, 255]);
    expect(alone([255, 255, 255], 1)).toEqual([255, 255, 255, 255]);
  });

  it("finds the colour and the opacity of what is half transparent", () => {
    const [red, green, blue, alpha] = alone([200, 100, 50], 0.5);

    expect(alpha).toBeGreaterThan(126);
    expect(alpha).toBeLessThan(130);
    expect(Math.abs((red ?? 0) - 200)).toBeLessThan(4);
    expect(Math.abs((green ?? 0) - 100)).toBeLessThan(4);
    expect(Math.abs((blue ?? 0) - 50)).toBeLessThan(4);
  });
});
