import { expect, it } from "vitest";
import { runInfo } from "../../testing/clouds";
import { insight } from "../../testing/insights";
import { receiveRuns } from "../arrivals";
import { createStore } from "../state";

it("are warnings that are no events of the run's phases, of the shown runs", () => {
  const store = createStore();
  receiveRuns(store, [runInfo("a", [0, 10])]);
  const insights = [
    insight({ name: "growing_weights", first_step: 5, sentence: "They grow." }),
    insight({ name: "exploding_gradients", first_step: 3, sentence: "" }),
    insight({ name: "dead_units" }),
    insight({ name: "vanishing_gradients", severity: "observation" }),
  ];

  store.insights.answers.value = new Map(
    ["a", "hidden"].map((run) => [run, { report: { snapshots: 2, insights }, problem: null }]),
  );
  store.timeline.times.value = new Map([["a", { tags: { tags: [], loss: null }, series: null, report: null }]]);

  expect(store.timeline.marks.value).toEqual([
    { step: 3, run: "a", name: "exploding gradients", sentence: "", isAlarming: true },
    { step: 5, run: "a", name: "growing weights", sentence: "They grow.", isAlarming: true },
  ]);
});
