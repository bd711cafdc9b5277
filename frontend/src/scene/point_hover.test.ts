import { beforeEach, describe, expect, it } from "vitest";
import { cloudHistory } from "../testing/clouds";
import { PointHover } from "./point_hover";
import type { SeenCloud } from "./point_pointing";

const pane = { x: 0, y: 0, width: 200, height: 200 };
/** A camera at the origin that looks along +z: a place is (x / z, y / z), and the pane's half is 100 pixels wide. */
const pinhole = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0];
/** While the first point goes to the right, the second one comes from the left. */
const history = cloudHistory({
  name: "a",
  steps: [0, 10],
  rowIds: [0, 1],
  position: (step, row) => [row === 0 ? step / 20 : step / 20 - 0.5, 0, 1],
});
const middle = { x: 100, y: 100 };

/** Two runs one above the other, seen alike. */
function through(matrix: readonly number[], step: number): readonly SeenCloud[] {
  return [pane, { ...pane, y: 200 }].map((its) => ({ history, pane: its, matrix, step }));
}

function at(step: number): readonly SeenCloud[] {
  return through(pinhole, step);
}

let hover: PointHover;

beforeEach(() => {
  hover = new PointHover();
});

describe("the point under the pointer", () => {
  it("is found where the pointer is", () => {
    expect(hover.find(at(0), middle)).toEqual({ history: 0, point: 0, x: 100, y: 100 });
    expect(hover.find(at(0), { x: 50, y: 100 })).toEqual({ history: 0, point: 1, x: 50, y: 100 });
    expect(hover.find(at(0), { x: 10, y: 10 })).toBeNull();
    expect(hover.isStale).toBe(false);
  });

  it("goes with its point while the picture moves, until it stands still", () => {
    hover.find(at(0), middle);

    expect(hover.find(at(5), middle)).toMatchObject({ point: 0, x: 125 });
    expect(hover.find(at(10), middle)).toMatchObject({ point: 0, x: 150 });
    expect(hover.isStale).toBe(true);
    expect(hover.find(at(10), middle)).toMatchObject({ point: 1, x: 100 });
    expect(hover.isStale).toBe(false);
  });

  it("is looked for anew when the pointer moves, though the picture does too", () => {
    hover.find(at(0), middle);

    expect(hover.find(at(10), { x: 101, y: 100 })).toMatchObject({ point: 1 });
    expect(hover.isStale).toBe(false);
  });

  it("waits for the camera, too", () => {
    const beside = pinhole.map((element, index) => (index === 8 ? 0.5 : element));
    hover.find(at(0), middle);

    expect(hover.find(through(beside, 0), middle)).toMatchObject({ point: 0, x: 150 });
    expect(hover.find(through(beside, 0), middle)).toMatchObject({ point: 1, x: 100 });
  });

  it("is none while the pointer is elsewhere, and is forgotten then", () => {
    hover.find(at(0), middle);

    expect(hover.find(at(10), null)).toBeNull();
    expect(hover.isStale).toBe(false);
    expect(hover.find(at(10), middle)).toMatchObject({ point: 1 });
    expect(hover.find(at(10), { x: 900, y: 900 })).toBeNull();
  });

  it("is that of another run as soon as the pointer is over it", () => {
    hover.find(at(0), middle);

    expect(hover.find(at(10), { x: 100, y: 300 })).toMatchObject({ history: 1, point: 1 });
  });
});
