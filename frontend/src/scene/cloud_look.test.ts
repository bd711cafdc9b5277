import { expect, it } from "vitest";
import { receiveClouds, receiveRuns } from "../store/arrivals";
import { type CloudHistory, readCloudAnswer } from "../store/history";
import { runRgb } from "../store/palette";
import { choose, createStore, type Store } from "../store/state";
import { cloudFile, runInfo, TOKENS } from "../testing/clouds";
import { cloudLook } from "./cloud_look";

function twoRuns(): { readonly store: Store; readonly second: CloudHistory } {
  const store = createStore();
  const runs = ["a", "b"].map((name) => ({ name, steps: [0], position: () => [name === "a" ? 0 : 2, 0, 0] }));
  receiveRuns(
    store,
    runs.map(({ name, steps }) => runInfo(name, steps)),
  );
  const answer = readCloudAnswer(cloudFile(runs), runs);
  receiveClouds(store, { parameter: TOKENS, ...answer }, true);
  return { store, second: answer.histories[1] as CloudHistory };
}

it("colours by the numbers of the snapshot, where runs stand side by side", () => {
  const { store, second } = twoRuns();
  const look = cloudLook(store, 1, second);
  const [snapshot] = second.snapshots;

  expect(look.color).toBeNull();
  expect(snapshot && look.values(snapshot)).toBe(snapshot?.magnitudes);
});

it("colours by the run, where they lie over each other", () => {
  const { store, second } = twoRuns();
  choose(store, { compare: "overlay" });

  expect(cloudLook(store, 1, second).color).toEqual(runRgb(1));
});

it("colours by the distance to the other run, where differences are shown", () => {
  const { store, second } = twoRuns();
  choose(store, { compare: "difference" });
  const [snapshot] = second.snapshots;

  expect(snapshot && [...cloudLook(store, 1, second).values(snapshot)]).toEqual([2, 2]);
});
