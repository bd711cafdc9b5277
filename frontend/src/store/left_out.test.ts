import { describe, expect, it } from "vitest";
import { cloudHistory, runInfo } from "../testing/clouds";
import { type Held, loggedSteps } from "./left_out";
import { emptyHistory } from "./network/history";

const steps = Array.from({ length: 100 }, (_, step) => step);
const nothing: Held = {
  view: "embeddings",
  quantity: "weight",
  clouds: [],
  networks: [],
  limitBytes: 1e9,
  dense: { count: 0, near: 0 },
  kept: [],
  laid: () => ({ onAxis: (step) => step, onRun: (step) => step }),
};

describe("snapshots that are left out", () => {
  it("of clouds are those that were logged and are not there", () => {
    const cloud = { ...cloudHistory({ name: "a", steps: [0, 4] }), runSteps: [0, 1, 2, 3, 4], absent: new Set([2]) };

    expect(loggedSteps({ ...nothing, clouds: [cloud], kept: [0, 4] })).toEqual({ count: 4, leftOut: [1, 3] });
  });

  it("of parameters are those without room, not those to come", () => {
    const networks = [emptyHistory(runInfo("a", steps))];

    expect(loggedSteps({ ...nothing, view: "network", networks, kept: [0] })).toEqual({ count: 100, leftOut: [] });
    const few = loggedSteps({ ...nothing, view: "network", networks, kept: [0, 99], limitBytes: 80_000 });
    expect(few.count).toBe(100);
    expect(few.leftOut.length).toBeGreaterThan(50);
    expect(few.leftOut.some((step) => step === 0 || step === 99)).toBe(false);
  });

  it("are none where a run does not log what is shown", () => {
    const networks = [emptyHistory(runInfo("a", steps))];

    expect(loggedSteps({ ...nothing, view: "network", quantity: "gradient", networks, limitBytes: 10 })).toEqual({
      count: 0,
      leftOut: [],
    });
  });

  it("of charts follow the statistics, which are small", () => {
    const networks = [emptyHistory(runInfo("a", steps))];

    expect(loggedSteps({ ...nothing, view: "charts", networks, kept: steps, limitBytes: 80_000 }).leftOut).toEqual([]);
  });
});
