import { describe, expect, it } from "vitest";
import { cloudHistory, parameterInfo, runInfo, TOKENS } from "../testing/clouds";
import type { Trailed } from "./choices";
import { isTrailed, MOST_TRAILED, toggledTrail, trailedPoints, trailSnapshots } from "./trails";

const at = (row: number, run = "a", parameter = TOKENS): Parameters<typeof toggledTrail>[1] => ({
  run,
  parameter,
  row,
});

describe("the trailed rows", () => {
  it("are added and removed one by one", () => {
    const one = toggledTrail(null, at(5), null);
    const two = toggledTrail(one, at(8), null);

    expect(two).toEqual({ run: "a", parameter: TOKENS, rows: [5, 8] });
    expect([isTrailed(two, at(5), null), isTrailed(two, at(6), null), isTrailed(null, at(5), null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(toggledTrail(two, at(5), null)).toEqual({ run: "a", parameter: TOKENS, rows: [8] });
    expect(toggledTrail(one, at(5), null)).toBeNull();
  });

  it("are those of one parameter", () => {
    const trailed = { run: "a", parameter: TOKENS, rows: [5] };

    expect(toggledTrail(trailed, at(5, "a", "wpe"), null)).toEqual({ run: "a", parameter: "wpe", rows: [5] });
  });

  it("are not more than can be told apart: the oldest goes", () => {
    let trailed: Trailed | null = null;
    for (let row = 0; row <= MOST_TRAILED; row += 1) {
      trailed = toggledTrail(trailed, at(row), null);
    }

    expect(trailed?.rows).toHaveLength(MOST_TRAILED);
    expect(trailed?.rows[0]).toBe(1);
  });

  it("are the same tokens in runs of other vocabularies", () => {
    const histories = [
      cloudHistory({ name: "a", steps: [0], rowIds: [0, 1], labels: ["cat", "dog"] }),
      cloudHistory({ name: "b", steps: [0], rowIds: [0, 1, 2], labels: ["cow", "cat", "dog"] }),
    ];
    const clouds = { parameter: TOKENS, basis: "", histories };
    const runs = ["a", "b"].map((name) => runInfo(name));
    const cat = toggledTrail(null, at(0), clouds);

    expect(trailedPoints(clouds, cat, runs)).toEqual([[0], [1]]);
    expect(toggledTrail(cat, at(2, "b"), clouds)).toEqual({ run: "a", parameter: TOKENS, rows: [0, 1] });
    expect(toggledTrail(cat, at(1, "b"), clouds)).toBeNull();
    expect(toggledTrail(cat, at(0, "b"), clouds)).toEqual({ run: "b", parameter: TOKENS, rows: [0] });
  });

  it("are points in every run that has them", () => {
    const histories = [
      cloudHistory({ name: "a", steps: [0], rowIds: [3, 5, 8] }),
      cloudHistory({ name: "b", steps: [0], rowIds: [8] }),
    ];
    const runs = ["a", "b"].map((name) => ({
      ...runInfo(name),
      parameters: [parameterInfo(TOKENS, { aliases: ["lm_head.weight"] })],
    }));
    const clouds = { parameter: TOKENS, basis: "", histories };

    expect(trailedPoints(clouds, { run: "a", parameter: TOKENS, rows: [8, 5] }, runs)).toEqual([[2, 1], [0]]);
    expect(trailedPoints(clouds, { run: "a", parameter: "lm_head.weight", rows: [3] }, runs)).toEqual([[0], []]);
    expect(trailedPoints(clouds, { run: "a", parameter: "other", rows: [3] }, runs)).toEqual([[], []]);
    expect(trailedPoints(clouds, null, runs)).toEqual([[], []]);
    expect(trailedPoints(null, null, runs)).toEqual([]);
  });
});

describe("a trail", () => {
  it("leads through the last snapshots up to the newest one shown", () => {
    expect(trailSnapshots(3, "10", 1)).toEqual([0, 1, 2, 3]);
    expect(trailSnapshots(30, "10", 1)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(trailSnapshots(99, "50", 1)).toHaveLength(50);
    expect(trailSnapshots(99, "all", 1)).toHaveLength(100);
    expect(trailSnapshots(0, "all", 1)).toEqual([0]);
  });

  it("is none where trails are off, or there is no snapshot", () => {
    expect(trailSnapshots(30, "off", 1)).toEqual([]);
    expect(trailSnapshots(-1, "all", 1)).toEqual([]);
  });

  it("of many snapshots leads through some, the same ones when a snapshot comes", () => {
    const [before, after] = [1001, 1002].map((newest) => trailSnapshots(newest, "all", 20));

    expect(before?.length).toBeLessThan(130);
    expect(after?.slice(0, -1)).toEqual(before?.slice(0, -1));
  });
});
