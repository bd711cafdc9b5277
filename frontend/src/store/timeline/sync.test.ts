import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError } from "../../api";
import { DecodeError } from "../../decode";
import { MemoryServer } from "../../testing/memory_server";
import { UnreachableError } from "../../unreachable_error";
import { receiveRuns } from "../arrivals";
import { retryPauseMs } from "../retry_pause";
import { choose, createStore, type Store, toggleRun } from "../state";
import { PHASES_INTERVAL_MS, TimelineSync } from "./sync";

let server: MemoryServer;
let store: Store;
let sync: TimelineSync;

beforeEach(() => {
  vi.useFakeTimers();
  server = new MemoryServer()
    .log("a", 0, 10)
    .log("b", 0, 10)
    .setScalar("a", "loss", [4, 3, 2])
    .setScalar("a", "lr", [1]);
  store = createStore();
  sync = new TimelineSync(store, server);
});

afterEach(() => {
  vi.useRealTimers();
});

async function load(): Promise<string[]> {
  receiveRuns(store, await server.runs());
  await sync.load(new AbortController().signal);
  return server.takeTimeRequests();
}

function curves(): unknown {
  return store.timeline.curves.value.map(({ run, series }) => [run, series.tag, series.values]);
}

describe("scalars and phases of the shown runs", () => {
  it("are the loss of each that has one, and all that it went through", async () => {
    expect(await load()).toEqual(["tags of a", "loss of a", "phases of a", "tags of b", "phases of b"]);

    expect(curves()).toEqual([["a", "loss", [4, 3, 2]]]);
    expect(store.timeline.scalarTags.value).toEqual(["loss", "lr"]);
    expect(store.timeline.times.value.get("b")?.series).toBeNull();
  });

  it("are asked for anew where a run has new steps; phases not more often than they can be found", async () => {
    await load();
    expect(await load()).toEqual([]);

    server.log("a", 20);
    expect(await load()).toEqual(["tags of a", "loss of a"]);
    vi.advanceTimersByTime(PHASES_INTERVAL_MS);
    expect(await load()).toEqual(["phases of a"]);
    expect(await load()).toEqual([]);
  });

  it("are forgotten with a run that is not shown any more", async () => {
    await load();
    toggleRun(store, "a");

    expect(await load()).toEqual([]);
    expect([...store.timeline.times.value.keys()]).toEqual(["b"]);

    toggleRun(store, "a");
    expect(await load()).toEqual(["tags of a", "loss of a", "phases of a"]);
  });

  it("are asked for anew after a resume that logged the same steps", async () => {
    await load();

    server.resume("a", 10).log("a", 10);

    expect(await load()).toEqual(["tags of a", "loss of a"]);
  });

  it("are of another scalar where the user chooses one", async () => {
    await load();
    choose(store, { scalar: "lr" });
    expect(curves()).toEqual([]);

    expect(await load()).toEqual(["tags of a", "lr of a", "tags of b"]);

    expect(curves()).toEqual([["a", "lr", [1]]]);
  });

  it("keep their place until they are known, and give it up where there are none", async () => {
    const none = new MemoryServer().log("c", 0);
    sync = new TimelineSync(store, none);
    receiveRuns(store, await none.runs());
    expect(store.timeline.hasRoom.value).toBe(true);

    await sync.load(new AbortController().signal);

    expect(store.timeline.hasRoom.value).toBe(false);
  });

  it("are left out where the server refuses them: the picture is there all the same", async () => {
    vi.spyOn(server, "scalarTags").mockRejectedValue(new RefusedError(404, "no run"));
    vi.spyOn(server, "phases").mockRejectedValue(new RefusedError(404, "no run"));

    await load();

    expect(curves()).toEqual([]);
    expect(store.timeline.hasRoom.value).toBe(false);
  });

  it.each([
    ["the server stumbles", new RefusedError(500, "a fault")],
    ["they arrive damaged", new DecodeError("no JSON")],
  ])("are asked for again where %s; other runs have theirs meanwhile, and the curve is there", async (_, error) => {
    const phases = vi.spyOn(server, "phases").mockImplementationOnce(() => Promise.reject(error));
    receiveRuns(store, await server.runs());
    expect(await sync.load(new AbortController().signal)).toBe(error);
    expect(phases).toHaveBeenCalledTimes(2);
    expect(curves()).toHaveLength(1);
    expect(await sync.load(new AbortController().signal)).toBe(error);
    server.takeTimeRequests();

    vi.advanceTimersByTime(retryPauseMs(1));

    expect(await sync.load(new AbortController().signal)).toBeNull();
    expect(server.takeTimeRequests()).toEqual(["phases of a"]);
  });

  it("that are known stand while newer ones cannot be had", async () => {
    await load();
    vi.spyOn(server, "scalarTags").mockRejectedValue(new DecodeError("no JSON"));
    server.log("a", 20);

    await load();

    expect(curves()).toEqual([["a", "loss", [4, 3, 2]]]);
  });

  it("are missed where the server does not answer", async () => {
    await load();

    server.fail(new UnreachableError("gone")).log("a", 20);
    receiveRuns(store, [{ ...(store.runs.value?.[0] as NonNullable<typeof store.runs.value>[0]), steps: [0, 10, 20] }]);
    await expect(sync.load(new AbortController().signal)).rejects.toThrow("gone");
  });
});
