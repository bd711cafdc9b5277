import { expect, it } from "vitest";
import { cloudHistory } from "../testing/clouds";
import { nearestPoint } from "./picking";
import { type ShownCloud, shownCloud } from "./projector";

const pane = { x: 0, y: 0, width: 200, height: 200 };
/** A camera at the origin that looks along +z: a place is (x / z, y / z), and the pane's half is 100 pixels wide. */
const pinhole = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0];

/** A cloud of these points, seen through the pinhole. */
function seen(...points: ReadonlyArray<readonly [number, number, number]>): ShownCloud {
  const rowIds = points.map((_, row) => row);
  const history = cloudHistory({ name: "a", steps: [0], rowIds, position: (_, row) => points[row] ?? [] });
  const shown = shownCloud(history, 0, pinhole, pane);
  if (shown === null) {
    throw new Error("the history is empty");
  }
  return shown;
}

it("finds the nearest point within the radius", () => {
  const shown = seen([0, 0, 1], [0.1, 0, 1], [0.5, 0.5, 1]);

  expect(nearestPoint(shown, 101, 100, 14)).toBe(0);
  expect(nearestPoint(shown, 108, 100, 14)).toBe(1);
  expect(nearestPoint(shown, 150, 52, 14)).toBe(2);
});

it("finds none beyond the radius", () => {
  const shown = seen([0, 0, 1]);

  expect(nearestPoint(shown, 113, 100, 14)).toBe(0);
  expect(nearestPoint(shown, 115, 100, 14)).toBe(-1);
});

it("finds the front one of two in the same place", () => {
  expect(nearestPoint(seen([0, 0, 4], [0, 0, 2]), 100, 100, 14)).toBe(1);
  expect(nearestPoint(seen([0, 0, 2], [0, 0, 4]), 100, 100, 14)).toBe(0);
});

it("does not see what is behind the camera, or not finite", () => {
  const hidden = seen([0, 0, -1], [0, 0, 0], [Number.NaN, 0, 1], [0, 0, Number.NaN], [0, 0, Number.POSITIVE_INFINITY]);

  expect(nearestPoint(hidden, 100, 100, 14)).toBe(-1);
});

it("finds nothing among nothing", () => {
  expect(nearestPoint(seen(), 100, 100, 14)).toBe(-1);
});

it("looks into its own pane", () => {
  const shown = { ...seen([0, 0, 1]), pane: { x: 600, y: 300, width: 100, height: 50 } };

  expect(nearestPoint(shown, 650, 325, 3)).toBe(0);
  expect(nearestPoint(shown, 50, 25, 3)).toBe(-1);
});
