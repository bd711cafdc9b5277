import { describe, expect, it } from "vitest";
import type { Movement } from "../../answers";
import type { MovementRequest } from "../../api";
import { cloudHistory, TOKENS } from "../../testing/clouds";
import type { Clouds } from "../history";
import type { KnownMovement } from "./state";
import { isMovementColor, movementRange, neededValue, pointValues } from "./values";

const clouds: Clouds = {
  parameter: TOKENS,
  basis: "",
  histories: ["a", "b"].map((name) => cloudHistory({ name, steps: [0, 10], rowIds: [7, 3, 5] })),
};
const OF: MovementRequest = { run: "a", parameter: TOKENS, from: 0, to: 10, limit: 8, values: "distance" };

function answer(values: Movement["values"], of: Partial<MovementRequest> = {}): KnownMovement {
  const found = { k: 10, rows: [], compared: 3, median_distance: 0, mean_neighbor_change: 0 };
  return {
    of: { ...OF, ...of },
    found: { ...found, neighbor_change_by_chance: 1, ...(values === undefined ? {} : { values }) },
    problem: null,
  };
}

describe("the colours of points", () => {
  it("need one number of every row where they say how it moved", () => {
    expect(["magnitude", "gradient", "row"].some((name) => isMovementColor(name as "row"))).toBe(false);
    expect(neededValue("movement")).toBe("distance");
    expect(neededValue("neighbor_change")).toBe("neighbor_change");
    expect(neededValue("row")).toBeUndefined();
  });

  it("are those of the answer about their run; there may be none yet, and none of a row", () => {
    const answers = new Map([["a", answer([1, null, 0.5])]]);

    const [first, second] = pointValues(clouds, answers, "movement");

    expect(first).toEqual(Float32Array.of(1, Number.NaN, 0.5));
    expect(second).toBeNull();
    expect(pointValues(clouds, answers, "movement")[0]).toBe(first);
  });

  it.each<[string, KnownMovement]>([
    ["another number", answer([1, 2, 3], { values: "neighbor_change" })],
    ["another parameter", answer([1, 2, 3], { parameter: "wpe" })],
    ["other rows", answer([1, 2])],
    ["the farthest rows alone", answer(undefined)],
    ["nothing", { of: OF, found: null, problem: { reason: "refused", detail: "" } }],
  ])("are not those of an answer about %s", (_, known) => {
    expect(pointValues(clouds, new Map([["a", known]]), "movement")[0]).toBeNull();
  });

  it("reach over all runs, and a share from none to all", () => {
    const values = [Float32Array.of(3, Number.NaN, 1), null, Float32Array.of(7)];

    expect(movementRange(values, "movement")).toEqual([1, 7]);
    expect(movementRange(values, "neighbor_change")).toEqual([0, 1]);
    expect(movementRange([null, Float32Array.of(Number.NaN)], "movement")).toBeNull();
  });

  it("are not spoilt by a row that went far", () => {
    const many = Float32Array.from({ length: 1000 }, (_, row) => (row === 500 ? 1e9 : row));

    expect(movementRange([many], "movement")?.[1]).toBeLessThan(1000);
  });
});
