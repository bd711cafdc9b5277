import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError } from "../api";
import type { Disposable } from "../disposables";
import { cloudHistory, runInfo, TOKENS } from "../testing/clouds";
import { MemoryServer } from "../testing/memory_server";
import { UnreachableError } from "../unreachable_error";
import { receiveRuns } from "./arrivals";
import { REST_MS } from "./asked_at_rest";
import { followNeighbors } from "./neighbors";
import { movePlayhead } from "./playhead";
import { retryPauseMs } from "./retry_pause";
import { choose, createStore, type Store } from "./state";

let server: MemoryServer;
let store: Store;
let following: Disposable;

const SELECTED = { run: "run", parameter: TOKENS, part: null, row: 4, column: null };

beforeEach(() => {
  vi.useFakeTimers();
  server = new MemoryServer();
  store = createStore();
  receiveRuns(store, [runInfo("run", [0, 10, 20])]);
  following = followNeighbors(store, server);
});

afterEach(() => {
  following.dispose();
  vi.useRealTimers();
});

async function settle(elapsedMs = REST_MS): Promise<void> {
  await vi.advanceTimersByTimeAsync(elapsedMs);
}

describe("neighbours", () => {
  it("are asked for a moment after a row was selected", async () => {
    choose(store, { selected: SELECTED });

    await settle(REST_MS - 1);
    expect(server.takeRequests()).toEqual([]);
    await settle(1);

    const of = { run: "run", parameter: TOKENS, row: 4, step: 0 };
    expect(server.takeRequests()).toEqual([of]);
    expect(store.network.neighborhood.value).toEqual({
      of,
      neighbors: [{ row: 5, label: null, distance: 0.5 }],
      problem: null,
    });
  });

  it("are asked for at the snapshot where the film has come to rest", async () => {
    choose(store, { selected: SELECTED });
    for (const step of [3, 9, 17]) {
      movePlayhead(store, { step });
      // biome-ignore lint/performance/noAwaitInLoops: time passes between the steps
      await settle(REST_MS / 2);
    }
    await settle();

    expect(server.takeRequests().map((request) => (request as { step: number }).step)).toEqual([20]);
    movePlayhead(store, { step: 19 });
    await settle();
    expect(server.takeRequests()).toEqual([]);
  });

  it("are asked for when the user lets go of the playhead, not before", async () => {
    choose(store, { selected: SELECTED });
    await settle();
    server.takeRequests();

    store.isDragged.value = true;
    movePlayhead(store, { step: 20 });
    await settle(10 * REST_MS);
    expect(server.takeRequests()).toEqual([]);
    store.isDragged.value = false;
    await settle();

    expect(server.takeRequests()).toEqual([{ run: "run", parameter: TOKENS, row: 4, step: 20 }]);
  });

  it("are not asked for while the film plays, however slowly", async () => {
    movePlayhead(store, { playing: true });
    choose(store, { selected: SELECTED });
    await settle(10 * REST_MS);

    expect(server.takeRequests()).toEqual([]);
  });

  it("are those of a step at which rows were logged, as far as that is known", async () => {
    store.clouds.value = { parameter: TOKENS, basis: "", histories: [cloudHistory({ name: "run", steps: [0, 20] })] };
    movePlayhead(store, { step: 9 });
    choose(store, { selected: SELECTED });
    await settle();

    expect(server.takeRequests()).toEqual([{ run: "run", parameter: TOKENS, row: 4, step: 0 }]);
  });

  it("are not asked for where no row is selected, its run is hidden, or its rows are not logged", async () => {
    choose(store, { selected: { ...SELECTED, row: null } });
    await settle();
    choose(store, { selected: { ...SELECTED, run: "another" } });
    await settle();
    choose(store, { selected: { ...SELECTED, parameter: "another" } });
    await settle();

    expect(server.takeRequests()).toEqual([]);
    expect(store.network.neighborhood.value).toBeNull();
  });

  it("are forgotten when the selection goes, and a late answer is not heard", async () => {
    server.hold();
    choose(store, { selected: SELECTED });
    await settle();
    choose(store, { selected: null });
    server.release();
    await settle();

    expect(store.network.neighborhood.value).toBeNull();
  });

  it("of another row replace those before", async () => {
    choose(store, { selected: SELECTED });
    await settle();
    choose(store, { selected: { ...SELECTED, row: 9 } });
    await settle();

    expect(store.network.neighborhood.value?.of.row).toBe(9);
  });

  it.each([
    [new RefusedError(404, "row 4 is not logged"), { reason: "refused", detail: "row 4 is not logged" }],
    [new UnreachableError("gone"), { reason: "unreachable", detail: "Error: gone" }],
  ])("that cannot be had are told: %s", async (error, problem) => {
    server.fail(error);
    choose(store, { selected: SELECTED });
    await settle();

    expect(store.network.neighborhood.value).toMatchObject({ neighbors: [], problem });

    server.recover();
    movePlayhead(store, { step: 1 });
    await settle();
    expect(store.network.neighborhood.value?.problem).toBeNull();
  });

  it("are asked for again by themselves where the server stumbled, after pauses that grow, while somebody looks", async () => {
    server.fail(new RefusedError(500, "a fault"));
    choose(store, { selected: SELECTED });
    await settle();
    await settle(retryPauseMs(1) + retryPauseMs(2));
    expect(server.takeRequests()).toHaveLength(3);
    store.visible.value = false;
    await settle(retryPauseMs(3));
    expect(server.takeRequests()).toEqual([]);

    server.recover();
    store.visible.value = true;
    await settle();

    expect(store.network.neighborhood.value?.problem).toBeNull();
    store.visible.value = false;
    store.visible.value = true;
    await settle();
    expect(server.takeRequests()).toHaveLength(1);
  });

  it("that do not exist are not asked for again and again", async () => {
    server.fail(new RefusedError(404, "row 4 is not logged"));
    choose(store, { selected: SELECTED });
    await settle(60_000);

    expect(server.takeRequests()).toHaveLength(1);
  });

  it("are not asked for after the end", async () => {
    choose(store, { selected: SELECTED });
    following.dispose();
    await settle();

    expect(server.takeRequests()).toEqual([]);
  });
});
