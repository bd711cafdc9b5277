import { expect, it } from "vitest";
import { gptPlan, slabNamed } from "../../../testing/buildings";
import { slabBox } from "../../focus";
import { screenBox } from "../../network_labels";
import { clipMatrix, framed } from "../camera";
import { cameraOn, framingOf, placedPlan } from "./fitting";

const plan = gptPlan();
const pane = { x: 0, y: 0, width: 900, height: 600 };

it("frames the whole building, beside what is written around it", () => {
  const matrix = clipMatrix(framed(framingOf([plan]), pane), pane, placedPlan(plan));
  const boxes = plan.floors.map((floor) => screenBox({ matrix, pane }, { ...floor, z: 0 }));

  for (const box of boxes) {
    expect(box?.left).toBeGreaterThan(80);
    expect(box?.right).toBeLessThan(880);
    expect(box?.top).toBeGreaterThan(45);
    expect(box?.bottom).toBeLessThan(580);
  }
});

it("frames nothing where nothing is shown", () => {
  expect(framed(framingOf([]), pane).distance).toBeGreaterThan(0);
});

it("brings a slab into the middle, and lets it fill the view", () => {
  const slab = slabNamed(plan, "transformer.h.0.mlp.c_fc.weight");
  const placed = placedPlan(plan);
  const matrix = clipMatrix(cameraOn(slabBox(slab), placed, pane), pane, placed);
  const box = screenBox({ matrix, pane }, slab);
  const [width, height] = [(box?.right ?? 0) - (box?.left ?? 0), (box?.bottom ?? 0) - (box?.top ?? 0)];

  expect((box?.left ?? 0) + width / 2).toBeCloseTo(450, 3);
  expect((box?.top ?? 0) + height / 2).toBeCloseTo(300, 3);
  expect(Math.max(width / (900 - 144), height / (600 - 128))).toBeCloseTo(1, 5);
});
