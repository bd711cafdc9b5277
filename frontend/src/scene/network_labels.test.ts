import { describe, expect, it } from "vitest";
import type { Slab } from "../store/building/slabs";
import { gptPlan, slabNamed } from "../testing/buildings";
import { cellNumber, cellTexts, networkLabels, type Sight, screenBox } from "./network_labels";

const plan = gptPlan();
const pane = { x: 100, y: 0, width: 800, height: 600 };

/** A straight view from the front: `scale` pixels a unit, the lower left corner of the pane at (x, y) of the building. */
function sight(scale: number, x = plan.lowest[0] - 1, y = plan.lowest[1]): Sight {
  const [sx, sy] = [(2 * scale) / pane.width, (2 * scale) / pane.height];
  const matrix = [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, 0.01, 0, -1 - x * sx, -1 - y * sy, 0, 1];
  return { matrix, pane, measure: (text) => text.length * 6 };
}

/** A view on one slab that is `scale` pixels a unit. */
function sightOn({ x, y }: Slab, scale: number): Sight {
  return sight(scale, x, y);
}

const texts = (labels: readonly { readonly text: string }[]): string[] => labels.map(({ text }) => text);

describe("labels of a building", () => {
  it("name its floors from far, and slabs only where they are wide enough", () => {
    const { floors, slabs } = networkLabels(plan, sight(24));

    expect(texts(floors)).toEqual(["embeddings", "h.0", "h.1", "head"]);
    expect(texts(slabs)).not.toContain("query");
  });

  it("name slabs from near, below their cells", () => {
    const from = slabNamed(plan, "transformer.h.0.attn.c_attn.weight", "query");
    const { slabs } = networkLabels(plan, sightOn({ ...from, x: from.x - 1, y: from.y - 1 }, 180));

    expect(texts(slabs)).toEqual(expect.arrayContaining(["query", "key", "value"]));
    expect(slabs.find(({ text }) => text === "query")?.sides).toEqual(["below"]);
  });

  it("name the slabs of like floors once from afar, at the lowest of them", () => {
    const { slabs } = networkLabels(plan, sight(42));

    expect(texts(slabs).filter((text) => text === "query")).toHaveLength(1);
    expect(texts(slabs)).toContain("wte");
  });

  it("name nothing that is out of sight", () => {
    const { floors, slabs } = networkLabels(plan, sight(200, 1000, 1000));

    expect([...floors, ...slabs]).toEqual([]);
  });

  it("keep a floor's name in the view when the floor begins left of it", () => {
    const { floors } = networkLabels(plan, sight(200, plan.lowest[0] + 1, plan.lowest[1]));

    for (const { x, widthPixels } of floors) {
      expect(x - widthPixels).toBeGreaterThan(pane.x);
    }
  });

  it("stand below the strips at the foot of a slab", () => {
    const value = slabNamed(plan, "transformer.h.0.attn.c_attn.weight", "query");
    const strip = slabNamed(plan, "transformer.h.0.attn.c_attn.bias", "query");
    const view = sightOn({ ...strip, x: strip.x - 1, y: strip.y - 1 }, 150);
    const label = networkLabels(plan, view).slabs.find(({ text }) => text === "query");

    expect(strip.y).toBeLessThan(value.y);
    expect(label?.y).toBeCloseTo(screenBox(view, strip)?.bottom ?? Number.NaN, 3);
  });
});

describe("numbers in cells", () => {
  const slab = slabNamed(plan, "transformer.h.0.attn.c_attn.weight", "key");
  const size = plan.slabs.length * 5000;
  const tiles = {
    step: 1,
    codes: Int16Array.from({ length: size }, (_, index) => index % 30_000),
    scales: new Float32Array(plan.slabs.length).fill(1),
    rms: new Float32Array(plan.slabs.length).fill(1),
  };

  it("are left out where cells are small", () => {
    expect(cellTexts(slab, tiles, sightOn(slab, 200))).toEqual([]);
  });

  it("stand in the cells that are in sight, with their values", () => {
    const found = cellTexts(slab, tiles, sightOn(slab, 1000));

    expect(found.length).toBeGreaterThan(50);
    for (const { row, column, value, x, y } of found) {
      expect(value).toBeCloseTo((slab.tileOffset + row * slab.tileColumns + column) / 32_767, 5);
      expect(x).toBeGreaterThan(pane.x - 100);
      expect(x).toBeLessThan(pane.x + pane.width + 100);
      expect(y).toBeGreaterThan(pane.y - 100);
    }
    expect(found.every(({ row }) => row >= slab.rows[0] && row < slab.rows[1])).toBe(true);
  });

  it("are those of a turned slab, too", () => {
    const turned = slabNamed(plan, "transformer.h.0.mlp.c_fc.weight");
    const found = cellTexts(turned, tiles, sightOn(turned, 2000));
    const [one] = found;
    const sameRow = found.filter(({ row }) => row === one?.row);

    expect(turned.isTurned).toBe(true);
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(sameRow.map(({ x }) => Math.round(x))).size).toBe(1);
  });

  it("are short", () => {
    expect([0, 1, -0.041_23, 12.345, 0.000_012, -1234.5, Number.NaN].map((value) => cellNumber(value))).toEqual([
      "0",
      "1",
      "−0.041",
      "12",
      "1e−5",
      "−1200",
      "–",
    ]);
  });
});
