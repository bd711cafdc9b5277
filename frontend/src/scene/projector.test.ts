import { Matrix4, PerspectiveCamera, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import { cloudHistory } from "../testing/clouds";
import { nearestPoint } from "./picking";
import { project, projectPoint, type ShownCloud, shownCloud } from "./projector";

const pane = { x: 100, y: 50, width: 400, height: 200 };

/** What a camera that stands on the z axis sees. */
function lookFrom(z: number): Matrix4 {
  const camera = new PerspectiveCamera(45, pane.width / pane.height, 0.1, 100);
  camera.position.set(1, 0.5, z);
  camera.lookAt(0, 0, 0);
  camera.updateMatrixWorld();
  return new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
}

const matrix = lookFrom(5);
const rowIds = Array.from({ length: 40 }, (_, row) => row);
const spiral = cloudHistory({
  name: "spiral",
  steps: [0, 10],
  rowIds,
  position: (step, row) => [Math.cos(row) * (1 + step / 10), row / 40 - 0.5, Math.sin(row)],
});

function shownAt(step: number, history = spiral): ShownCloud {
  const shown = shownCloud(history, step, matrix.elements, pane);
  if (shown === null) {
    throw new Error("the history is empty");
  }
  return shown;
}

describe("a place on the screen", () => {
  it("is where three.js has it", () => {
    const at = project(matrix.elements, pane, 0.3, -0.2, 0.7);

    const { x, y } = new Vector3(0.3, -0.2, 0.7).applyMatrix4(matrix);
    expect(at?.x).toBeCloseTo(100 + ((x + 1) / 2) * 400, 6);
    expect(at?.y).toBeCloseTo(50 + ((1 - y) / 2) * 200, 6);
  });

  it("of what the camera looks at is the pane's middle, at its distance", () => {
    const at = project(matrix.elements, pane, 0, 0, 0);

    expect(at?.x).toBeCloseTo(300, 6);
    expect(at?.y).toBeCloseTo(150, 6);
    expect(at?.depth).toBeCloseTo(Math.hypot(1, 0.5, 5), 6);
  });

  it("is none behind the camera, in its eye, or where a coordinate is not finite", () => {
    expect(project(matrix.elements, pane, 2, 1, 10)).toBeNull();
    expect(project(new Matrix4().makePerspective(-1, 1, 1, -1, 1, 10).elements, pane, 0, 0, 0)).toBeNull();
    expect(project(matrix.elements, pane, Number.NaN, 0, 0)).toBeNull();
    expect(project(matrix.elements, pane, Number.POSITIVE_INFINITY, 0, 0)).toBeNull();
    expect(project(matrix.elements, pane, Number.NEGATIVE_INFINITY, 0, 0)).toBeNull();
  });
});

describe("a point between two snapshots", () => {
  it("is on the straight way", () => {
    const [from, middle, to] = [0, 5, 10].map((step) => projectPoint(shownAt(step), 0));
    const between = project(matrix.elements, pane, 1.5, -0.5, 0);

    expect(from).toEqual(project(matrix.elements, pane, 1, -0.5, 0));
    expect(middle).toEqual(between);
    expect(to).toEqual(project(matrix.elements, pane, 2, -0.5, 0));
  });

  it("is none where one of them lacks it, and there at the other", () => {
    const position = (step: number): number[] => (step === 0 ? [0, 0, 0] : [Number.NaN, 0, 0]);
    const dying = cloudHistory({ name: "dying", steps: [0, 10], position });

    expect([0, 5, 10].map((step) => projectPoint(shownAt(step, dying), 0) === null)).toEqual([false, true, true]);
  });

  it("is none where there is no such point, and no snapshot", () => {
    expect(projectPoint(shownAt(0), 99)).toBeNull();
    expect(shownCloud(cloudHistory({ name: "empty", steps: [] }), 0, matrix.elements, pane)).toBeNull();
  });
});

describe("picking and projecting", () => {
  it.each([0, 3.3, 10])("agree on every point that nothing covers, at step %d", (step) => {
    const shown = shownAt(step);
    const places = rowIds.map((row) => projectPoint(shown, row));
    const alone = rowIds.filter((row) => {
      const at = places[row];
      return (
        at && !places.some((other, index) => index !== row && other && Math.hypot(other.x - at.x, other.y - at.y) < 2)
      );
    });

    expect(alone.length).toBeGreaterThan(30);
    for (const row of alone) {
      expect(nearestPoint(shown, places[row]?.x ?? 0, places[row]?.y ?? 0, 5)).toBe(row);
    }
  });
});
