import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError } from "../../api";
import type { Disposable } from "../../disposables";
import { insight } from "../../testing/insights";
import { MemoryServer } from "../../testing/memory_server";
import { UnreachableError } from "../../unreachable_error";
import { receiveClouds, receiveRuns } from "../arrivals";
import { createStore, type Store, toggleRun } from "../state";
import { followInsights, INSIGHTS_INTERVAL_MS } from "./sync";

let server: MemoryServer;
let store: Store;
let following: Disposable;

beforeEach(async () => {
  vi.useFakeTimers();
  server = new MemoryServer().log("a", 0, 10).log("b", 0, 10);
  store = createStore();
  following = followInsights(store, server);
  await poll();
});

afterEach(() => {
  following.dispose();
  vi.useRealTimers();
});

/** The page learns what has been logged. */
async function poll(): Promise<void> {
  receiveRuns(store, await server.runs());
  await settle();
}

async function showPicture(): Promise<void> {
  receiveClouds(store, { key: "", parameter: "", basis: "", histories: [] } as never, false);
  await settle();
}

async function settle(elapsedMs = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(elapsedMs);
}

function titles(run: string): unknown {
  return store.insights.answers.value.get(run)?.report?.insights.map(({ title }) => title);
}

describe("insights", () => {
  it("are asked for once there is a picture, of the shown runs", async () => {
    server.setInsights("b", insight({ title: "dead" }), insight({ name: "clusters", severity: "observation" }));
    expect(server.takeTimeRequests()).toEqual([]);

    await showPicture();

    expect(server.takeTimeRequests()).toEqual(["insights of a", "insights of b"]);
    expect(titles("a")).toEqual([]);
    expect(store.insights.warningCount.value).toBe(1);
  });

  it("are those of the shown runs alone", async () => {
    server.setInsights("b", insight());
    toggleRun(store, "b");
    await showPicture();
    expect(server.takeTimeRequests()).toEqual(["insights of a"]);

    toggleRun(store, "b");
    await settle();
    expect(server.takeTimeRequests()).toEqual(["insights of b"]);
    toggleRun(store, "b");
    expect(store.insights.warningCount.value).toBe(0);
    await settle();
    expect([...store.insights.answers.value.keys()]).toEqual(["a"]);
  });

  it("are asked for anew where a run has new steps, but not more often than they can be found", async () => {
    await showPicture();
    server.takeTimeRequests();

    server.log("a", 20);
    await poll();
    expect(server.takeTimeRequests()).toEqual([]);
    await settle(INSIGHTS_INTERVAL_MS);
    expect(server.takeTimeRequests()).toEqual(["insights of a"]);
    await settle(10 * INSIGHTS_INTERVAL_MS);
    expect(server.takeTimeRequests()).toEqual([]);
  });

  it("are not asked for while nobody sees the page", async () => {
    store.visible.value = false;
    await showPicture();
    await settle(INSIGHTS_INTERVAL_MS);
    expect(server.takeTimeRequests()).toEqual([]);

    store.visible.value = true;
    await settle();
    expect(server.takeTimeRequests()).toHaveLength(2);
  });

  it("stand while the server is gone, which is told and tried again", async () => {
    toggleRun(store, "b");
    server.setInsights("a", insight({ title: "dead" }));
    await showPicture();
    server.fail(new UnreachableError("gone"));
    store.runs.value = (store.runs.value ?? []).map((run) => ({ ...run, steps: [0, 10, 20] }));
    await settle(INSIGHTS_INTERVAL_MS);

    expect(titles("a")).toEqual(["dead"]);
    expect(store.insights.answers.value.get("a")?.problem?.reason).toBe("unreachable");
    server.recover();
    await settle(INSIGHTS_INTERVAL_MS);
    expect(store.insights.answers.value.get("a")?.problem).toBeNull();
  });

  it("that are refused are not asked for again until the run has changed", async () => {
    toggleRun(store, "b");
    server.fail(new RefusedError(404, "there is no run a"));
    await showPicture();
    expect(store.insights.answers.value.get("a")).toEqual({
      report: null,
      problem: { reason: "refused", detail: "there is no run a" },
    });
    server.takeTimeRequests();

    await settle(3 * INSIGHTS_INTERVAL_MS);

    expect(server.takeTimeRequests()).toEqual([]);
  });

  it("end with the page", async () => {
    await showPicture();
    server.log("a", 20);
    await poll();
    server.takeTimeRequests();

    following.dispose();
    await settle(2 * INSIGHTS_INTERVAL_MS);

    expect(server.takeTimeRequests()).toEqual([]);
  });
});

describe("the announcement", () => {
  it("is of warnings that come while the page is open, each once", async () => {
    server.setInsights("a", insight({ name: "dead_units", title: "Units are dead" }));
    await showPicture();
    expect(store.insights.announcement.value).toBe("");

    const growing = insight({ name: "growing_weights", title: "Weights grow" });
    server
      .log("a", 20)
      .setInsights(
        "a",
        growing,
        insight({ name: "dead_units" }),
        insight({ name: "clusters", severity: "observation" }),
      );
    await poll();
    await settle(INSIGHTS_INTERVAL_MS);
    expect(store.insights.announcement.value).toBe("a: Weights grow");

    store.insights.announcement.value = "";
    server.log("a", 30).setInsights("a");
    await poll();
    await settle(INSIGHTS_INTERVAL_MS);
    server.log("a", 40).setInsights("a", growing);
    await poll();
    await settle(INSIGHTS_INTERVAL_MS);
    expect(store.insights.announcement.value).toBe("");
  });
});
