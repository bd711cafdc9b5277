import { describe, expect, it } from "vitest";
import { gptPlan, slabNamed } from "../../testing/buildings";
import { pickCell } from "../cell_picking";
import { project } from "../projector";
import {
  cameraPlace,
  clipMatrix,
  type FlatCamera,
  type FlatFraming,
  flatCamera,
  framed,
  panned,
  unitPixels,
  zoomed,
} from "./camera";

const pane = { x: 300, y: 40, width: 600, height: 400 };
const itself = { scale: 1, x: 0, y: 0 };
const camera: FlatCamera = { x: 0.3, y: -0.2, distance: 4 };
const framing: FlatFraming = {
  center: [1, 2],
  halfWidth: 2,
  halfHeight: 1,
  paddings: [{ left: 80, right: 20, top: 50, bottom: 10 }],
};

/** Where a place of the scene is seen, rounded to hundredths of a pixel. */
function seen(by: FlatCamera, x: number, y: number): readonly [number, number] {
  const at = project(clipMatrix(by, pane, itself), pane, x, y, 0);
  return [Math.round((at?.x ?? 0) * 100) / 100, Math.round((at?.y ?? 0) * 100) / 100];
}

describe("a flat camera", () => {
  it("has in the middle of the pane what it looks at, and above it what is higher", () => {
    expect(seen(camera, 0.3, -0.2)).toEqual([600, 240]);
    expect(seen(camera, 1.3, -0.2)[0]).toBeCloseTo(600 + unitPixels(camera, pane), 1);
    expect(seen(camera, 0.3, 0.8)[1]).toBeCloseTo(240 - unitPixels(camera, pane), 1);
  });

  it("sees as much as the 3D camera at its distance", () => {
    const [, top] = seen(camera, 0.3, -0.2 + camera.distance * Math.tan(Math.PI / 12));

    expect(top).toBeCloseTo(pane.y, 1);
  });

  it("takes what was dragged along with the pointer", () => {
    const [x, y] = seen(camera, 0.5, 0.5);

    expect(seen(panned(camera, pane, 30, -12), 0.5, 0.5)).toEqual([x + 30, y - 12]);
  });

  it("keeps under the pointer what it zooms to", () => {
    const [x, y] = seen(camera, 0.7, 0.1);

    for (const factor of [3, 0.5]) {
      const nearer = zoomed(camera, pane, factor, x, y);
      expect(unitPixels(nearer, pane)).toBeCloseTo(unitPixels(camera, pane) * factor, 5);
      expect(seen(nearer, 0.7, 0.1)).toEqual([x, y]);
    }
  });

  it("goes neither through the picture nor out of sight of it", () => {
    expect(zoomed(camera, pane, 1e9, 0, 0).distance).toBeGreaterThan(0);
    expect(zoomed(camera, pane, 1e-9, 0, 0).distance).toBeLessThan(100);
  });

  it("is found again from its place", () => {
    expect(flatCamera(cameraPlace(camera))).toEqual(camera);
  });

  it("looks at what a 3D camera looked at", () => {
    expect(flatCamera({ position: [1, 2, 5], target: [1, 2, 1] })).toEqual({ x: 1, y: 2, distance: 4 });
  });
});

describe("a framing", () => {
  it("fills what the padding leaves", () => {
    const by = framed(framing, pane);
    const [left] = seen(by, -1, 2);
    const [right] = seen(by, 3, 2);
    const [, middle] = seen(by, 1, 2);

    expect([left, right]).toEqual([pane.x + 80, pane.x + pane.width - 20]);
    expect(middle).toBeCloseTo(pane.y + 50 + (pane.height - 60) / 2, 1);
  });

  it("takes of several paddings what lets the picture be largest", () => {
    const wide = { left: 500, right: 0, top: 0, bottom: 0 };
    const both = framed({ ...framing, paddings: [wide, ...framing.paddings] }, pane);

    expect(both).toEqual(framed(framing, pane));
  });

  it("is possible in a pane that is smaller than the padding", () => {
    const { distance } = framed(framing, { x: 0, y: 0, width: 50, height: 40 });

    expect(distance).toBeGreaterThan(0);
    expect(Number.isFinite(distance)).toBe(true);
  });
});

it("lets cells be picked as in 3D", () => {
  const plan = gptPlan();
  const slab = slabNamed(plan, "transformer.h.1.mlp.c_fc.weight");
  const middle = [slab.x + slab.width / 2, slab.y + slab.height / 2] as const;
  const matrix = clipMatrix({ x: middle[0], y: middle[1], distance: 2 }, pane, itself);

  const cell = pickCell(plan.slabs, matrix, pane, 600.5, 240.5);

  expect(plan.slabs[cell?.slab ?? -1]).toBe(slab);
  expect([cell?.row, cell?.column]).toEqual([32, 8]);
});
