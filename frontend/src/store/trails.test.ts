import { describe, expect, it } from "vitest";
import { cloudHistory, parameterInfo, runInfo, TOKENS } from "../testing/clouds";
import type { Trailed } from "./choices";
import { MOST_TRAILED, toggledTrail, trailedPoints, trailSnapshots } from "./trails";

describe("the trailed rows", () => {
  it("are added and removed one by one", () => {
    const one = toggledTrail(null, TOKENS, 5);
    const two = toggledTrail(one, TOKENS, 8);

    expect(two).toEqual({ parameter: TOKENS, rows: [5, 8] });
    expect(toggledTrail(two, TOKENS, 5)).toEqual({ parameter: TOKENS, rows: [8] });
    expect(toggledTrail(one, TOKENS, 5)).toBeNull();
  });

  it("are those of one parameter", () => {
    expect(toggledTrail({ parameter: TOKENS, rows: [5] }, "wpe", 5)).toEqual({ parameter: "wpe", rows: [5] });
  });

  it("are not more than can be told apart: the oldest goes", () => {
    let trailed: Trailed | null = null;
    for (let row = 0; row <= MOST_TRAILED; row += 1) {
      trailed = toggledTrail(trailed, TOKENS, row);
    }

    expect(trailed?.rows).toHaveLength(MOST_TRAILED);
    expect(trailed?.rows[0]).toBe(1);
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

    expect(trailedPoints(clouds, { parameter: TOKENS, rows: [8, 5] }, runs)).toEqual([[2, 1], [0]]);
    expect(trailedPoints(clouds, { parameter: "lm_head.weight", rows: [3] }, runs)).toEqual([[0], []]);
    expect(trailedPoints(clouds, { parameter: "other", rows: [3] }, runs)).toEqual([[], []]);
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
