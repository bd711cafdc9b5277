import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError } from "../api";
import { DecodeError } from "../decode";
import type { Disposable } from "../disposables";
import { runInfo, TOKENS } from "../testing/clouds";
import { MemoryServer } from "../testing/memory_server";
import { UnreachableError } from "../unreachable_error";
import { scrub } from "./playhead";
import { retryPauseMs } from "./retry_pause";
import { choose, createStore, type Store, toggleRun } from "./state";
import { LONGEST_ANSWER_MS, POLL_INTERVAL_MS, startSync } from "./sync";

const LONGEST_PAUSE_MS = retryPauseMs(Number.POSITIVE_INFINITY);

let server: MemoryServer;
let store: Store;
let sync: Disposable;

beforeEach(() => {
  vi.useFakeTimers();
  server = new MemoryServer();
  store = createStore();
});

afterEach(() => {
  sync.dispose();
  vi.useRealTimers();
});

/** Starts to follow the server, and waits for its first answers. */
async function open(): Promise<void> {
  sync = startSync(store, server);
  await settle();
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

async function nextPoll(): Promise<void> {
  await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS);
}

/** The steps that are held, by run. */
function held(): Record<string, number[]> {
  const histories = store.clouds.value?.histories ?? [];
  return Object.fromEntries(histories.map(({ run, snapshots }) => [run, snapshots.map(({ step }) => step)]));
}

describe("the first load", () => {
  it("asks for the runs and for the clouds of the first two", async () => {
    server.log("run 10", 0, 5).log("run 2", 0).log("run 1", 0, 10);

    await open();

    expect(store.runs.value?.map(({ name }) => name)).toEqual(["run 1", "run 2", "run 10"]);
    expect(server.takeRequests()).toEqual(["runs", { runs: ["run 1", "run 2"], parameter: TOKENS }]);
    expect(held()).toEqual({ "run 1": [0, 10], "run 2": [0] });
    expect(store.connection.value).toBe("connected");
    expect(store.playhead.value.step).toBe(10);
  });

  it("finds nothing yet, and what is logged later", async () => {
    await open();
    expect(store.status.value).toBe("empty");

    server.log("a", 0);
    await nextPoll();

    expect(store.status.value).toBe("ready");
  });

  it("finds no server, and one that is started later", async () => {
    server.log("a", 0).fail(new UnreachableError("connection refused"));
    await open();
    expect(store.status.value).toBe("error");

    server.recover();
    await nextPoll();

    expect(store.status.value).toBe("ready");
  });

  it("waits until somebody looks", async () => {
    store.visible.value = false;
    server.log("a", 0);
    await open();
    await nextPoll();
    expect(server.takeRequests()).toEqual([]);

    store.visible.value = true;
    await settle();

    expect(store.status.value).toBe("ready");
  });
});

describe("a poll", () => {
  beforeEach(async () => {
    server.log("a", 0, 10).log("b", 0);
    await open();
    server.takeRequests();
  });

  it("that finds nothing new asks for no cloud and changes nothing", async () => {
    const before = store.clouds.value;

    await nextPoll();
    await nextPoll();

    expect(server.takeRequests()).toEqual(["runs", "runs"]);
    expect(store.clouds.value).toBe(before);
  });

  it("fetches what is new of the run that has it, into the same picture", async () => {
    const [, b] = store.clouds.value?.histories ?? [];
    server.log("a", 20, 30);

    await nextPoll();

    expect(server.takeRequests()).toEqual(["runs", { runs: ["a"], parameter: TOKENS, after: 10, basis: "basis-1" }]);
    expect(held()).toEqual({ a: [0, 10, 20, 30], b: [0] });
    expect(store.clouds.value?.histories[1]).toBe(b);
    expect(store.playhead.value).toMatchObject({ step: 10, follow: true });
  });

  it("loads a resumed run anew", async () => {
    server.resume("a", 5).log("a", 7, 12);

    await nextPoll();

    expect(server.takeRequests()).toEqual(["runs", { runs: ["a", "b"], parameter: TOKENS }]);
    expect(held()).toEqual({ a: [0, 7, 12], b: [0] });
  });

  it("loads a run anew that was resumed and logged the very same steps", async () => {
    server.log("a", 20);
    await nextPoll();
    const before = store.clouds.value?.histories[0]?.snapshots.at(-1);

    server.resume("a", 20).log("a", 20);
    await nextPoll();

    expect(held()["a"]).toEqual([0, 10, 20]);
    expect(store.clouds.value?.histories[0]?.snapshots.at(-1)).not.toBe(before);
  });

  it("loads all anew where the server has lost the basis", async () => {
    server.log("a", 20).fit();

    await nextPoll();

    expect(server.takeRequests().at(-1)).toEqual({ runs: ["a", "b"], parameter: TOKENS });
    expect(store.clouds.value?.basis).toBe("basis-2");
    expect(held()).toEqual({ a: [0, 10, 20], b: [0] });
  });

  it("loads all anew where other rows are logged", async () => {
    server.log("a", 20).setRows("a", [0, 1, 2]);

    await nextPoll();

    expect(server.takeRequests().at(-1)).toEqual({ runs: ["a", "b"], parameter: TOKENS });
    expect(store.clouds.value?.histories[0]?.rowIds).toHaveLength(3);
    expect(store.clouds.value?.histories[0]?.snapshots[0]?.positions).toHaveLength(9);
  });

  it("does not load again and again what a run never logged", async () => {
    server.logWithoutRows("a", 20).log("a", 30).logWithoutRows("a", 40);
    await nextPoll();
    await nextPoll();
    server.takeRequests();

    await nextPoll();

    expect(held()).toEqual({ a: [0, 10, 30], b: [0] });
    expect(server.takeRequests()).toEqual(["runs", { runs: ["a"], parameter: TOKENS, after: 30, basis: "basis-1" }]);
  });

  it("drops a run that has disappeared", async () => {
    server.remove("a");

    await nextPoll();

    expect(held()).toEqual({ b: [0] });
    expect(store.status.value).toBe("ready");
  });

  it("takes another run in its place, though its steps are the same", async () => {
    server.remove("b").log("c", 0);

    await nextPoll();

    expect(held()).toEqual({ a: [0, 10], c: [0] });
  });

  it("empties the page when every run has disappeared", async () => {
    server.remove("a").remove("b");

    await nextPoll();

    expect(store.clouds.value).toBeNull();
    expect(store.status.value).toBe("empty");
  });

  it("fills a run that had no rows when it was loaded", async () => {
    server.remove("a").remove("b").log("c");
    await nextPoll();
    expect(held()).toEqual({ c: [] });

    server.log("c", 0, 10);
    await nextPoll();

    expect(server.takeRequests().at(-1)).toEqual({ runs: ["c"], parameter: TOKENS, basis: "basis-1" });
    expect(held()).toEqual({ c: [0, 10] });
  });

  it("comes neither while nobody looks nor twice when somebody looks again", async () => {
    store.visible.value = false;
    await nextPoll();
    await nextPoll();
    expect(server.takeRequests()).toEqual([]);

    server.log("a", 20);
    store.visible.value = true;
    await settle();
    expect(held()).toEqual({ a: [0, 10, 20], b: [0] });
    await nextPoll();

    expect(server.takeRequests().filter((request) => request === "runs")).toHaveLength(2);
  });

  it("is given up when the page is left in the middle of it", async () => {
    server.log("a", 20).hold();
    await nextPoll();

    store.visible.value = false;
    server.release();
    await nextPoll();

    expect(held()).toEqual({ a: [0, 10], b: [0] });
    expect(store.connection.value).toBe("connected");
  });

  it("ends with dispose, and what comes after that is dropped", async () => {
    server.log("c", 0).hold();
    await nextPoll();

    sync.dispose();
    server.release();
    await nextPoll();

    expect(store.runs.value).toHaveLength(2);
    expect(server.takeRequests()).toEqual(["runs"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a choice", () => {
  beforeEach(async () => {
    server.log("a", 0, 10).log("b", 0).log("c", 0, 5);
    await open();
    server.takeRequests();
  });

  it("of runs is fetched at once, without asking for the list again", async () => {
    toggleRun(store, "c");
    await settle();

    expect(server.takeRequests()).toEqual([{ runs: ["a", "b", "c"], parameter: TOKENS }]);
    expect(held()).toEqual({ a: [0, 10], b: [0], c: [0, 5] });
  });

  it("of no run leaves nothing", async () => {
    toggleRun(store, "a");
    toggleRun(store, "b");
    await settle();

    expect(store.clouds.value).toBeNull();
  });

  it("of another parameter keeps the picture until it is there", async () => {
    server.setClouds("a", [TOKENS, "wpe"]);
    await nextPoll();
    server.takeRequests();
    server.hold();
    choose(store, { parameter: "wpe" });
    await settle();
    expect(store.clouds.value?.parameter).toBe(TOKENS);

    server.release();
    await settle();

    expect(server.takeRequests()).toEqual([{ runs: ["a"], parameter: "wpe" }]);
    expect(store.clouds.value?.parameter).toBe("wpe");
  });

  it("that changes during a request leaves its answer behind", async () => {
    server.hold();
    toggleRun(store, "c");
    await settle();
    toggleRun(store, "a");
    await settle();
    server.release();
    await settle();

    expect(server.takeRequests()).toEqual([
      { runs: ["a", "b", "c"], parameter: TOKENS },
      { runs: ["b", "c"], parameter: TOKENS },
    ]);
    expect(held()).toEqual({ b: [0], c: [0, 5] });
  });

  it("that is made while nobody looks is fetched when somebody does", async () => {
    store.visible.value = false;
    toggleRun(store, "c");
    await nextPoll();
    expect(server.takeRequests()).toEqual([]);

    store.visible.value = true;
    await settle();

    expect(held()).toEqual({ a: [0, 10], b: [0], c: [0, 5] });
  });

  it("does not move a playhead that stays", async () => {
    scrub(store, 4);
    toggleRun(store, "c");
    await settle();

    expect(store.playhead.value).toMatchObject({ step: 4, follow: false });
  });
});

describe("a server that is in trouble", () => {
  beforeEach(async () => {
    server.log("a", 0, 10);
    await open();
  });

  it.each([
    ["does not answer", new UnreachableError("connection refused")],
    ["says that it is not available just now", new RefusedError(503, "the data server does not answer")],
    ["stands behind a proxy that cannot reach it", new RefusedError(502, "Bad Gateway")],
  ])("and %s loses nothing of what was loaded, and is found again", async (_, error) => {
    server.fail(error);
    await nextPoll();
    expect(store.connection.value).toBe("lost");
    expect(store.status.value).toBe("ready");
    expect(held()).toEqual({ a: [0, 10] });

    server.recover().log("a", 20);
    await nextPoll();

    expect(store.connection.value).toBe("connected");
    expect(held()).toEqual({ a: [0, 10, 20] });
  });

  it.each([
    ["refuses", new RefusedError(404, 'no run "a"'), 'no run "a"'],
    ["has a fault", new RefusedError(500, "KeyError; see the terminal"), "KeyError; see the terminal"],
    ["answers with bytes of another kind", new DecodeError("the header is no JSON"), "the header is no JSON"],
    ["makes the page stumble", new RangeError("invalid length"), "invalid length"],
  ])("and %s is quoted, until it answers again", async (_, error, message) => {
    server.fail(error);
    await nextPoll();
    expect(store.refusal.value?.detail).toContain(message);
    expect(store.status.value).toBe("ready");
    expect(held()).toEqual({ a: [0, 10] });
    expect(store.connection.value).toBe("connected");

    server.recover();
    await nextPoll();

    expect(store.refusal.value).toBeNull();
    expect(store.status.value).toBe("ready");
  });

  it("and has only lost what stands beside the picture is quoted, and polled as often as ever", async () => {
    const phases = vi.spyOn(server, "phases").mockRejectedValue(new RefusedError(500, "a fault"));
    server.log("a", 20);
    await vi.advanceTimersByTimeAsync(4 * POLL_INTERVAL_MS); // phases are due
    expect(store.refusal.value?.detail).toBe("a fault");
    server.takeRequests();

    await vi.advanceTimersByTimeAsync(10 * POLL_INTERVAL_MS);

    expect(server.takeRequests()).toHaveLength(10);
    expect(store.status.value).toBe("ready");
    phases.mockRestore();
    await vi.advanceTimersByTimeAsync(LONGEST_PAUSE_MS + POLL_INTERVAL_MS);
    expect(store.refusal.value).toBeNull();
  });

  it("is asked after pauses that grow, and as often as ever when it answers", async () => {
    server.fail(new UnreachableError("connection refused"));
    await nextPoll();
    server.takeRequests();
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = server.takeRequests().length;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(tries).toBeLessThanOrEqual(6);

    server.recover();
    await vi.advanceTimersByTimeAsync(LONGEST_PAUSE_MS);
    server.takeRequests();
    await vi.advanceTimersByTimeAsync(10 * POLL_INTERVAL_MS);

    expect(server.takeRequests()).toHaveLength(10);
  });

  it("is asked at once when the network is back", async () => {
    server.fail(new UnreachableError("connection refused"));
    await vi.advanceTimersByTimeAsync(60_000);
    server.recover().log("a", 20);

    store.reloads.value += 1;
    await settle();

    expect(held()).toEqual({ a: [0, 10, 20] });
  });

  it("and answers again, with a refusal, is no longer said to be lost", async () => {
    server.fail(new UnreachableError("connection refused"));
    await nextPoll();

    server.fail(new RefusedError(400, "bad basis"));
    await nextPoll();

    expect(store.connection.value).toBe("connected");
  });

  it("and never ends its answer is asked again", async () => {
    server.log("a", 20).hold();
    await nextPoll();
    await vi.advanceTimersByTimeAsync(LONGEST_ANSWER_MS - 1);
    expect(store.connection.value).toBe("connected");

    await vi.advanceTimersByTimeAsync(1);
    expect(store.connection.value).toBe("lost");
    server.release();
    await settle();

    expect(store.connection.value).toBe("connected");
    expect(held()).toEqual({ a: [0, 10, 20] });
  });
});

it("a run whose clouds come later is shown when they come", async () => {
  server.log("a", 0);
  server.setClouds("a", []);
  await open();
  expect(store.status.value).toBe("empty");

  server.setClouds("a", [TOKENS]);
  await nextPoll();

  expect(store.runs.value).toEqual([runInfo("a", [0])]);
  expect(store.status.value).toBe("ready");
});
