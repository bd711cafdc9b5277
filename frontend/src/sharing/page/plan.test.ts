import { expect, test } from "vitest";
import { runInfo, TOKENS } from "../../testing/clouds";
import { type PageChoice, planOf, rawBytes, spread, totalOf } from "./plan";

const steps = Array.from({ length: 101 }, (_, index) => index * 10);

function choice(fields: Partial<PageChoice> = {}): PageChoice {
  const runs = [runInfo("a", steps)];
  return {
    runs,
    clouds: [TOKENS],
    snapshots: 11,
    weights: true,
    gradients: true,
    compact: false,
    neighbors: true,
    near: Number.POSITIVE_INFINITY,
    ...fields,
  };
}

test("steps are spread evenly, with the first and the last", () => {
  expect(spread(steps, 11, 0)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  expect(spread(steps, 1, 0)).toEqual([0, 1000]);
  expect(spread([], 5, 0)).toEqual([]);
  expect(spread([7], 5, 0)).toEqual([7]);
});

test("the step in sight is among them, in the place of its neighbour", () => {
  expect(spread(steps, 5, 333)).toEqual([0, 330, 500, 750, 1000]);
  expect(spread(steps, 5, Number.POSITIVE_INFINITY)).toEqual([0, 250, 500, 750, 1000]);
});

test("without weights of every snapshot there is the newest, so that no view waits for ever", () => {
  const [run] = planOf(choice({ weights: false })).runs;

  expect(run?.weightSteps).toEqual([1000]);
  expect(run?.steps).toHaveLength(11);
});

test("a run without gradients is not asked for them", () => {
  expect(planOf(choice()).runs[0]?.gradientSteps).toEqual([]);
});

test("rows in full width are kept at eight steps, at fewer the wider they are, and not at all beyond the room", () => {
  const wide = (rows: number, columns: number): PageChoice => {
    const run = { ...runInfo("a", steps), cloud_layouts: [{ parameter: TOKENS, rows, columns, labeled: false }] };
    return choice({ runs: [run] });
  };

  expect(planOf(wide(100, 16)).rows[0]?.steps).toHaveLength(8);
  expect(planOf(wide(2000, 1000)).rows[0]?.steps).toEqual([0, 300, 700, 1000]);
  expect(planOf(wide(5000, 1000)).rows[0]?.steps).toEqual([1000]);
  expect(planOf(wide(50_000, 1000)).rows).toEqual([]);
});

test("more snapshots are more bytes, and nothing chosen is next to nothing", () => {
  const bytes = (fields: Partial<PageChoice>): number => totalOf(rawBytes(planOf(choice(fields))));

  expect(bytes({ snapshots: 50 })).toBeGreaterThan(bytes({ snapshots: 25 }));
  expect(bytes({ compact: true })).toBeLessThan(bytes({}) - 11 * 64 * 16 + 1);
  expect(bytes({ weights: false })).toBeLessThan(bytes({}));
  expect(bytes({ runs: [] })).toBe(0);
});

test("bytes follow from the layout", () => {
  const { weights, points, statistics } = rawBytes(planOf(choice()));

  expect(weights).toBe(11 * 64 * 16 * 2);
  expect(points).toBe(11 * 65 * 14);
  expect(statistics).toBe(11 * 5 * 4);
});
