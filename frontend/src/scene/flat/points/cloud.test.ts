import { describe, expect, it } from "vitest";
import type { CloudSnapshot } from "../../../store/history";
import { cloudHistory } from "../../../testing/clouds";
import { shownCloud } from "../../projector";
import { clipMatrix } from "../camera";
import { opaque, type Pixels } from "../pixels";
import { COLORS, drawCloud, UNKNOWN_COLOR } from "./cloud";
import { drawAxes, drawGrid } from "./grid";
import { type Clip, press, Stamps } from "./stamps";

const BACKGROUND = opaque(20, 20, 20);
const pane = { x: 0, y: 0, width: 200, height: 100 };
const clip: Clip = { left: 0, top: 0, right: 200, bottom: 100 };
const matrix = clipMatrix({ x: 0, y: 0, distance: 4 }, pane, { scale: 1, x: 0, y: 0 });
/** Red for the lowest value, green for the highest, blue for those that are not known. */
const colors = Uint32Array.from({ length: COLORS + 1 }, (_, color) =>
  color === UNKNOWN_COLOR ? opaque(0, 0, 255) : opaque(255 - color * 4, color * 4, 0),
);

function picture(): Pixels {
  return { width: 200, height: 100, data: new Uint32Array(200 * 100).fill(BACKGROUND) };
}

/** Whether red, green or blue is strongest in a pixel; "none" where it is the background's. */
function hueAt({ width, data }: Pixels, x: number, y: number): string {
  const pixel = data[y * width + x] ?? 0;
  const channels = [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];
  return pixel === BACKGROUND ? "none" : (["red", "green", "blue"][channels.indexOf(Math.max(...channels))] ?? "");
}

function changed({ data }: Pixels): number {
  return data.filter((pixel) => pixel !== BACKGROUND).length;
}

const style = {
  look: { values: (snapshot: CloudSnapshot) => snapshot.magnitudes, color: null },
  valueRange: [0, 1],
  stamps: new Stamps(4, colors, 1),
  pixelRatio: 1,
  order: Uint32Array.of(0, 1),
} as const;

describe("a cloud", () => {
  const history = cloudHistory({
    name: "run",
    steps: [0, 10],
    position: (step, row) => [row === 0 ? -0.5 : 0.5, step / 20, 0],
  });
  const draw = (step: number, change: Partial<Parameters<typeof drawCloud>[3]> = {}): Pixels => {
    const pixels = picture();
    const shown = shownCloud(history, step, matrix, pane);
    if (shown !== null) {
      drawCloud(pixels, clip, shown, { ...style, ...change });
    }
    return pixels;
  };
  const unit = 100 / (2 * 4 * Math.tan(Math.PI / 12));
  const [left, right] = [100 - unit / 2, 100 + unit / 2].map(Math.round) as [number, number];

  it("has its points where they are projected, in the colours of their values", () => {
    const pixels = draw(0);

    expect([hueAt(pixels, left, 50), hueAt(pixels, right, 50)]).toEqual(["red", "green"]);
    expect(hueAt(pixels, 100, 50)).toBe("none");
  });

  it("moves between snapshots", () => {
    const pixels = draw(5);

    expect(hueAt(pixels, left, 50)).toBe("none");
    expect(hueAt(pixels, left, Math.round(50 - unit / 4))).toBe("red");
  });

  it("shows values that were not logged in a colour of their own", () => {
    expect(hueAt(draw(0, { look: { values: (snapshot) => snapshot.gradients, color: null } }), right, 50)).toBe("blue");
  });

  it("shows only the points that it is told to", () => {
    const pixels = draw(0, { order: Uint32Array.of(1) });

    expect([hueAt(pixels, left, 50), hueAt(pixels, right, 50)]).toEqual(["none", "green"]);
  });

  it("has no point where a row is not finite", () => {
    const lost = cloudHistory({ name: "run", steps: [0], position: () => [Number.NaN, Number.NaN, Number.NaN] });
    const pixels = picture();
    const shown = shownCloud(lost, 0, matrix, pane);
    if (shown !== null) {
      drawCloud(pixels, clip, shown, style);
    }

    expect(changed(pixels)).toBe(0);
  });
});

describe("a ball", () => {
  const area = (radius: number): number => {
    const pixels = picture();
    press(pixels, clip, new Stamps(radius, colors, 1).get(0, 0, 0), 100, 50);
    return changed(pixels);
  };

  it.each([1.75, 4, 15])("of radius %d covers about its area", (radius) => {
    expect(area(radius)).toBeGreaterThan(Math.PI * radius ** 2 * 0.9);
    expect(area(radius)).toBeLessThan(Math.PI * (radius + 1) ** 2);
  });

  it("is lit from above, and lets the background through as it is told to", () => {
    const [solid, faint] = [1, 0.25].map((opacity) => {
      const pixels = picture();
      press(pixels, clip, new Stamps(8, colors, opacity).get(0, 0, 0), 100, 50);
      return pixels;
    });
    const red = (pixels: Pixels | undefined, x: number, y: number): number => (pixels?.data[y * 200 + x] ?? 0) & 255;

    expect(red(solid, 98, 46)).toBeGreaterThan(red(solid, 102, 55));
    expect(red(faint, 100, 50)).toBeLessThan(red(solid, 100, 50));
    expect(red(faint, 100, 50)).toBeGreaterThan(20);
  });

  it("does not reach out of its pane", () => {
    const pixels = picture();
    press(pixels, { left: 100, top: 0, right: 104, bottom: 50 }, new Stamps(8, colors, 1).get(0, 1, 1), 100, 50);

    for (const [index, pixel] of pixels.data.entries()) {
      const [x, y] = [index % 200, Math.floor(index / 200)];
      expect(pixel === BACKGROUND || (x >= 100 && x < 104 && y < 50)).toBe(true);
    }
    expect(changed(pixels)).toBeGreaterThan(0);
  });
});

describe("the grid", () => {
  const scene = {
    frame: { center: [0, 0, 0], radius: 1 },
    matrix,
    pane,
    pixelRatio: 1,
    color: opaque(200, 200, 200),
    strength: 0.5,
  } as const;
  const columnsOf = (pixels: Pixels): number[] =>
    Array.from({ length: 200 }, (_, x) => x).filter((x) =>
      Array.from({ length: 100 }, (_, y) => y).every((y) => pixels.data[y * 200 + x] !== BACKGROUND),
    );

  it("has lines at round numbers", () => {
    const pixels = picture();
    drawGrid(pixels, clip, scene);
    const unit = (2 * 50) / (2 * 4 * Math.tan(Math.PI / 12));

    expect(columnsOf(pixels)).toContain(100);
    expect(columnsOf(pixels)).toContain(Math.floor(100 + unit));
  });

  it("has axes at the left and at the bottom", () => {
    const pixels = picture();
    drawAxes(pixels, clip, scene);
    const unit = 100 / (2 * 4 * Math.tan(Math.PI / 12));
    const [left, bottom] = [Math.floor(100 - 1.25 * unit), Math.floor(50 + 1.25 * unit)];

    expect(pixels.data[50 * 200 + left]).not.toBe(BACKGROUND);
    expect(pixels.data[bottom * 200 + 100]).not.toBe(BACKGROUND);
    expect(pixels.data[50 * 200 + 100]).toBe(BACKGROUND);
  });
});
