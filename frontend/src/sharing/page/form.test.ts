import { expect, test } from "vitest";
import { receiveRuns } from "../../store/arrivals";
import { readLink } from "../../store/link";
import { choose, createStore, type Store } from "../../store/state";
import { runInfo, TOKENS } from "../../testing/clouds";
import { cloudsOfForm, fileNameOf, initialForm, makeRequest, mostSnapshots, planOfForm } from "./form";

function storeWith(...names: string[]): Store {
  const store = createStore();
  receiveRuns(
    store,
    names.map((name) => runInfo(name, [0, 10, 20], [TOKENS, "head.weight"])),
  );
  return store;
}

test("what is shown is chosen at first", () => {
  const form = initialForm(storeWith("a", "b"));

  expect([...form.runs]).toEqual(["a", "b"]);
  expect(form.title).toBe("a, b");
});

test("the file begins with the picture as it stands: view, runs, step, camera", () => {
  const store = storeWith("a", "b");
  choose(store, { view: "charts", runFilter: "a|b", statistic: "rms" });
  store.playhead.value = { ...store.playhead.value, step: 10, follow: false };
  store.camera.value = [1, 2, 3, 4, 5, 6];
  const { request } = makeRequest(
    store,
    { ...initialForm(store), runs: new Set(["b"]) },
    { path: "program.js", licensesPath: "licenses.txt" },
  );
  const link = readLink(request.hash);

  expect(link).toMatchObject({ step: 10, camera: [1, 2, 3, 4, 5, 6] });
  expect(link.choices).toMatchObject({ view: "charts", statistic: "rms", runs: new Set(["b"]) });
  expect(link.choices.runFilter).toBeUndefined();
});

test("the file shows nothing that it does not hold", () => {
  const store = storeWith("a", "b");
  const selected = { run: "a", parameter: TOKENS, part: null, row: 0, column: null };
  choose(store, { view: "embeddings", quantity: "gradient", selected, insight: { run: "a", id: "dead_units:x" } });
  const form = initialForm(store);
  const choicesOf = (change: object): object =>
    readLink(
      makeRequest(store, { ...form, ...change }, { path: "program.js", licensesPath: "licenses.txt" }).request.hash,
    ).choices;

  expect(form.gradients).toBe(true);
  expect(choicesOf({})).toMatchObject({ quantity: "gradient", selected, insight: { run: "a", id: "dead_units:x" } });
  const less = choicesOf({ runs: new Set(["b"]), gradients: false });
  for (const gone of ["quantity", "selected", "insight"]) {
    expect(less).not.toHaveProperty(gone);
  }
});

test("a run that is taken out takes its clouds and snapshots with it", () => {
  const store = storeWith("a");
  const none = { ...initialForm(store), runs: new Set<string>() };

  expect(cloudsOfForm(store, none)).toEqual({ all: [], current: null });
  expect(mostSnapshots(store, none)).toBe(0);
  expect(planOfForm(store, none).runs).toEqual([]);
  expect(planOfForm(store, { ...initialForm(store), allClouds: false }).clouds.map((one) => one.parameter)).toEqual([
    TOKENS,
  ]);
});

test("a file has a name that every system takes", () => {
  expect(fileNameOf("baby-gpt, 2nd try")).toBe("baby-gpt-2nd-try.html");
  expect(fileNameOf("../../etc/passwd")).toBe("etc-passwd.html");
  expect(fileNameOf("训练 №1")).toBe("训练-1.html");
  expect(fileNameOf('<>:"|?*')).toBe("ParamViz.html");
  expect(fileNameOf("x".repeat(300)).length).toBeLessThan(100);
});
