import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError } from "../../api";
import type { Disposable } from "../../disposables";
import { runInfo, TOKENS } from "../../testing/clouds";
import { MemoryServer } from "../../testing/memory_server";
import { receiveRuns } from "../arrivals";
import { REST_MS } from "../asked_at_rest";
import { movePlayhead } from "../playhead";
import { retryPauseMs } from "../retry_pause";
import { choose, createStore, type Store } from "../state";
import { followMovement, LISTED_ROWS } from "./sync";

let server: MemoryServer;
let store: Store;
let following: Disposable;

beforeEach(() => {
  vi.useFakeTimers();
  server = new MemoryServer();
  store = createStore();
  receiveRuns(store, [runInfo("a", [0, 10, 20]), runInfo("b", [0, 12])]);
  movePlayhead(store, { step: 20, follow: false });
  following = followMovement(store, server);
});

afterEach(() => {
  following.dispose();
  vi.useRealTimers();
});

async function settle(elapsedMs = REST_MS): Promise<void> {
  await vi.advanceTimersByTimeAsync(elapsedMs);
}

function request(run: string, from: number, to: number): object {
  return { run, parameter: TOKENS, from, to, limit: LISTED_ROWS };
}

describe("movement", () => {
  it("is asked for only when somebody wants to know, a moment later, between the steps of each run", async () => {
    await settle();
    expect(server.takeRequests()).toEqual([]);

    store.rightPane.value = "changes";
    await settle(REST_MS - 1);
    expect(server.takeRequests()).toEqual([]);
    await settle(1);

    expect(server.takeRequests()).toEqual([request("a", 0, 20), request("b", 0, 12)]);
    expect(store.movement.rested.value).toEqual({ from: 0, to: 20 });
    expect(store.movement.answers.value.get("a")?.found?.rows[0]?.distance).toBe(20);
  });

  it("is asked for where the playhead rests, while the answer before stands", async () => {
    store.rightPane.value = "changes";
    await settle();
    server.takeRequests();
    for (const step of [18, 14, 9]) {
      movePlayhead(store, { step });
      // biome-ignore lint/performance/noAwaitInLoops: time passes between the steps
      await settle(REST_MS / 2);
    }
    expect(store.movement.answers.value.get("a")?.of.to).toBe(20);
    await settle();

    expect(server.takeRequests()).toEqual([request("a", 0, 10)]);
    expect(store.movement.answers.value.get("a")?.of.to).toBe(10);
  });

  it("is not asked for while the film plays, however slowly", async () => {
    movePlayhead(store, { playing: true });
    store.rightPane.value = "changes";
    await settle(10 * REST_MS);
    expect(server.takeRequests()).toEqual([]);

    movePlayhead(store, { playing: false });
    await settle();
    expect(server.takeRequests()).toHaveLength(2);
  });

  it("is counted from the step that was chosen", async () => {
    choose(store, { since: 10 });
    store.rightPane.value = "changes";
    await settle();

    expect(server.takeRequests()).toEqual([request("a", 10, 20), request("b", 12, 12)]);
  });

  it("of every row is asked for where points are coloured by it", async () => {
    choose(store, { view: "embeddings", colorBy: "neighbor_change" });
    await settle();
    expect(server.takeRequests()[0]).toEqual({ ...request("a", 0, 20), values: "neighbor_change" });

    choose(store, { colorBy: "magnitude" });
    await settle();
    expect(server.takeRequests()).toEqual([]);
  });

  it("is forgotten of runs that are not shown any more, or have no such rows", async () => {
    store.rightPane.value = "changes";
    await settle();
    choose(store, { runs: new Set(["b"]), runsAreChosen: true });
    await settle();

    expect([...store.movement.answers.value.keys()]).toEqual(["b"]);
  });

  it("that cannot be had says why, and is asked for again", async () => {
    server.fail(new RefusedError(404, "no such rows"));
    store.rightPane.value = "changes";
    await settle();
    expect(store.movement.answers.value.get("a")).toMatchObject({ found: null, problem: { detail: "no such rows" } });

    server.recover();
    movePlayhead(store, { step: 19.9 });
    await settle();
    expect(store.movement.answers.value.get("a")?.problem).toBeNull();
  });

  it("is asked for again by itself where the server stumbled, after pauses that grow, while somebody looks", async () => {
    server.fail(new RefusedError(500, "a fault"));
    store.rightPane.value = "changes";
    await settle();
    server.takeRequests();
    await settle(retryPauseMs(1));
    expect(server.takeRequests()).toHaveLength(2);
    await settle(retryPauseMs(1));
    expect(server.takeRequests()).toEqual([]);
    store.visible.value = false;
    await settle(retryPauseMs(2));
    expect(server.takeRequests()).toEqual([]);

    server.recover();
    store.visible.value = true;
    await settle();

    expect(server.takeRequests()).toHaveLength(2);
    expect(store.movement.answers.value.get("b")?.problem).toBeNull();
  });

  it("is not heard of after the end", async () => {
    server.hold();
    store.rightPane.value = "changes";
    await settle();
    following.dispose();
    server.release();
    await settle();

    expect(store.movement.answers.value.size).toBe(0);
  });
});
