import { expect, it } from "vitest";
import { cloudHistory } from "../../testing/clouds";
import { type ShownCloud, shownCloud } from "../projector";
import { pointsInSight } from "./points_in_sight";

const bounds = { left: 0, top: 0, right: 200, bottom: 100 };
/** A camera at the origin that looks along +z: a place is (x / z, y / z), and the pane's half is 100 pixels wide. */
const pinhole = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0];
const places = [
  [0, 0, 1],
  [0.5, 0, 1],
  [3, 0, 1], // beside the view
  [0, -0.8, 1], // in the view, beyond the bounds
  [0, 0, -1], // behind the camera
  [Number.NaN, 0, 1],
  [-0.5, 0, 1],
];

function seen(): ShownCloud {
  const rowIds = places.map((_, row) => row);
  const history = cloudHistory({ name: "a", steps: [0], rowIds, position: (_, row) => places[row] ?? [] });
  const shown = shownCloud(history, 0, pinhole, { x: 0, y: 0, width: 200, height: 200 });
  if (shown === null) {
    throw new Error("the history is empty");
  }
  return shown;
}

it("finds those within the bounds, in the order of the rows", () => {
  const found = [...pointsInSight(seen(), bounds, [6, 5, 4, 3, 2, 1, 0])];

  expect(found.map(({ row }) => row)).toEqual([6, 1, 0]);
  expect(found[1]).toMatchObject({ x: 150, y: 100 });
});

it("looks no further than it needs to", () => {
  const looked: number[] = [];
  function* rows(): Generator<number> {
    for (const row of [2, 0, 1, 6]) {
      looked.push(row);
      yield row;
    }
  }

  expect(pointsInSight(seen(), bounds, rows()).next().value).toMatchObject({ row: 0 });
  expect(looked).toEqual([2, 0]);
});
