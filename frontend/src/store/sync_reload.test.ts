import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Disposable } from "../disposables";
import { TOKENS } from "../testing/clouds";
import { MemoryServer } from "../testing/memory_server";
import { UnreachableError } from "../unreachable_error";
import { scrub } from "./playhead";
import { createStore, type Store } from "./state";
import { POLL_INTERVAL_MS, startSync } from "./sync";

let server: MemoryServer;
let store: Store;
let sync: Disposable;

beforeEach(async () => {
  vi.useFakeTimers();
  server = new MemoryServer().log("a", 0, 5);
  store = createStore();
  sync = startSync(store, server);
  await passed(0);
  server.takeRequests();
});

afterEach(() => {
  sync.dispose();
  vi.useRealTimers();
});

async function passed(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function pressReload(): void {
  store.reloads.value += 1;
}

function heldSteps(): readonly number[] | undefined {
  return store.clouds.value?.histories[0]?.snapshots.map(({ step }) => step);
}

describe("TensorBoard's reload button", () => {
  it("brings what is new at once, without what was there", async () => {
    await passed(500);
    server.log("a", 10);

    pressReload();
    await passed(0);

    expect(server.takeRequests()).toEqual(["runs", expect.objectContaining({ after: 5, parameter: TOKENS })]);
    expect(heldSteps()).toEqual([0, 5, 10]);
  });

  it("changes nothing where nothing is new, and the next poll comes as ever", async () => {
    scrub(store, 3);
    const { clouds, playhead, choices } = store;
    const before = [clouds.value, playhead.value, choices.value];

    pressReload();
    await passed(0);

    expect(server.takeRequests()).toEqual(["runs"]);
    expect([clouds.value, playhead.value, choices.value]).toEqual(before);
    await passed(POLL_INTERVAL_MS - 1);
    expect(server.takeRequests()).toEqual([]);
    await passed(1);
    expect(server.takeRequests()).toEqual(["runs"]);
  });

  it("asks again where an answer does not come", async () => {
    server.hold();
    await passed(POLL_INTERVAL_MS);
    server.log("a", 10).takeRequests();
    server.release();

    pressReload();
    await passed(0);

    expect(server.takeRequests()[0]).toBe("runs");
    expect(heldSteps()).toEqual([0, 5, 10]);
  });

  it("finds a server that has come back", async () => {
    server.fail(new UnreachableError("gone"));
    await passed(POLL_INTERVAL_MS);
    expect(store.connection.value).toBe("lost");
    server.recover();

    pressReload();
    await passed(0);

    expect(store.connection.value).toBe("connected");
  });

  it("asks for nothing while another tab is in front", async () => {
    store.visible.value = false;

    pressReload();
    await passed(POLL_INTERVAL_MS);

    expect(server.takeRequests()).toEqual([]);
    store.visible.value = true;
    await passed(0);
    expect(server.takeRequests()).toEqual(["runs"]);
  });
});
