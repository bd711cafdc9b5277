import { beforeEach, describe, expect, it } from "vitest";
import type { RunInfo } from "../../answers";
import { type Api, type CloudRequest, RefusedError } from "../../api";
import { DecodeError } from "../../decode";
import { cloudFile, runInfo, TOKENS } from "../../testing/clouds";
import { MemoryServer } from "../../testing/memory_server";
import { receiveRuns } from "../arrivals";
import { createStore, type Store, toggleRun } from "../state";
import { labelsKey, loadRowLabels } from "./row_labels";

const { signal } = new AbortController();
const run: RunInfo = {
  ...runInfo("a", [0, 10]),
  cloud_layouts: [{ parameter: TOKENS, rows: 2, columns: 16, labeled: true }],
};

let store: Store;
let asked: CloudRequest[];

beforeEach(() => {
  store = createStore();
  receiveRuns(store, [run]);
  asked = [];
});

function api(answer: () => ReturnType<Api["cloud"]>): Api {
  const server = new MemoryServer();
  server.cloud = (request) => {
    asked.push(request);
    return answer();
  };
  return server;
}

const labeled = api.bind(null, () =>
  Promise.resolve(cloudFile([{ name: "a", steps: [10], rowIds: [3, 7], labels: ["the", "of"] }])),
);

function labels(): [number, string][] {
  return [...(store.network.rowLabels.value.get(labelsKey(run, TOKENS)) ?? [])];
}

describe("labels of rows", () => {
  it("are asked for once, at one step and without fitting axes", async () => {
    await loadRowLabels(store, labeled(), signal);
    await loadRowLabels(store, labeled(), signal);

    expect(asked).toEqual([{ runs: ["a"], parameter: TOKENS, projection: "first", steps: [10] }]);
    expect(labels()).toEqual([
      [3, "the"],
      [7, "of"],
    ]);
  });

  it("are forgotten with a run that is not shown any more", async () => {
    await loadRowLabels(store, labeled(), signal);
    toggleRun(store, "a");
    await loadRowLabels(store, labeled(), signal);

    expect(store.network.rowLabels.value.size).toBe(0);
  });

  it("are not asked for where a run was logged without", async () => {
    receiveRuns(store, [runInfo("a", [0])]);

    await loadRowLabels(store, labeled(), signal);

    expect(asked).toEqual([]);
  });

  it("are none, once and for all, where the server refuses", async () => {
    const refusing = api(() => Promise.reject(new RefusedError(400, "too large")));

    await loadRowLabels(store, refusing, signal);
    await loadRowLabels(store, refusing, signal);

    expect(asked).toHaveLength(1);
    expect(labels()).toEqual([]);
  });

  it("that cannot be read are an error like any other", async () => {
    await expect(
      loadRowLabels(
        store,
        api(() => Promise.reject(new DecodeError("no"))),
        signal,
      ),
    ).rejects.toThrow("no");
  });

  it("of another log of the same name are others", () => {
    expect(labelsKey({ name: "a", steps: [5] }, TOKENS)).not.toBe(labelsKey({ name: "a", steps: [0] }, TOKENS));
  });
});
