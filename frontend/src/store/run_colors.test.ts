import { expect, it } from "vitest";
import { runInfo } from "../testing/clouds";
import { receiveRuns } from "./arrivals";
import { runColor, runDash } from "./palette";
import { colorOfRun, dashOfRun, rgbOfRun, withPlaces } from "./run_colors";
import { createStore, type Store } from "./state";

function listed(store: Store, ...names: readonly string[]): Store {
  receiveRuns(
    store,
    names.map((name) => runInfo(name)),
  );
  return store;
}

it("gives colours in the order of the list", () => {
  const store = listed(createStore(), "b", "c");

  expect([colorOfRun(store, "b"), colorOfRun(store, "c")]).toEqual([runColor(0), runColor(1)]);
  expect(dashOfRun(store, "c")).toEqual(runDash(1));
});

it("leaves each run its colour when another one appears before it", () => {
  const store = listed(listed(createStore(), "b", "c"), "a", "b", "c");

  expect(["a", "b", "c"].map((name) => colorOfRun(store, name))).toEqual([2, 0, 1].map(runColor));
});

it("knows a run again that was away", () => {
  const store = listed(listed(listed(createStore(), "a", "b"), "b"), "a", "b", "c");

  expect(["a", "b", "c"].map((name) => colorOfRun(store, name))).toEqual([0, 1, 2].map(runColor));
});

it("gives the first colour to what it has never seen", () => {
  expect(rgbOfRun(createStore(), "nobody")).toEqual(rgbOfRun(listed(createStore(), "a"), "a"));
});

it("makes nothing anew where every run is known", () => {
  const known = withPlaces(new Map(), ["a", "b"]);

  expect(withPlaces(known, ["b"])).toBe(known);
});
