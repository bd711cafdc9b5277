import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError } from "../api";
import { DecodeError } from "../decode";
import { runInfo, TOKENS } from "../testing/clouds";
import { FollowedServer } from "../testing/followed_server";
import type { MemoryServer } from "../testing/memory_server";
import { UnreachableError } from "../unreachable_error";
import { retryPauseMs } from "./retry_pause";
import { choose, type Store } from "./state";
import { LONGEST_ANSWER_MS, LONGEST_PEACE_MS, PEACE, POLL_INTERVAL_MS, SILENCE_MS } from "./sync";

const LONGEST_PAUSE_MS = retryPauseMs(Number.POSITIVE_INFINITY);

let page: FollowedServer;
let server: MemoryServer;
let store: Store;

beforeEach(() => {
  page = new FollowedServer();
  ({ server, store } = page);
});

afterEach(() => page.end());

describe("a server that is in trouble", () => {
  beforeEach(async () => {
    server.log("a", 0, 10);
    await page.open();
  });

  it.each([
    ["does not answer", new UnreachableError("connection refused")],
    ["says that it is not available just now", new RefusedError(503, "the data server does not answer")],
    ["stands behind a proxy that cannot reach it", new RefusedError(502, "Bad Gateway")],
  ])("and %s loses nothing of what was loaded, and is found again", async (_, error) => {
    server.fail(error);
    await page.nextPoll();
    expect(store.connection.value).toBe("lost");
    expect(store.status.value).toBe("ready");
    expect(page.held()).toEqual({ a: [0, 10] });

    server.recover().log("a", 20);
    await page.nextPoll();

    expect(store.connection.value).toBe("connected");
    expect(page.held()).toEqual({ a: [0, 10, 20] });
  });

  it.each([
    ["does not answer", new UnreachableError("connection refused")],
    ["has a fault", new RefusedError(500, "KeyError; see the terminal")],
  ])("and %s is in trouble still when another view is opened", async (_, error) => {
    choose(store, { view: "charts" });
    await page.nextPoll();
    choose(store, { view: "embeddings" });
    await page.nextPoll();
    server.fail(error);
    await page.nextPoll();
    const trouble = [store.connection.value, store.refusal.value?.detail];
    expect(trouble).not.toEqual(["connected", undefined]);

    choose(store, { view: "charts" });
    await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS / 2);

    expect([store.connection.value, store.refusal.value?.detail]).toEqual(trouble);
  });

  it.each([
    ["refuses", new RefusedError(404, 'no run "a"'), 'no run "a"'],
    ["has a fault", new RefusedError(500, "KeyError; see the terminal"), "KeyError; see the terminal"],
    ["answers with bytes of another kind", new DecodeError("the header is no JSON"), "the header is no JSON"],
    ["makes the page stumble", new RangeError("invalid length"), "invalid length"],
  ])("and %s is quoted, until it answers again", async (_, error, message) => {
    server.fail(error);
    await page.nextPoll();
    expect(store.refusal.value?.detail).toContain(message);
    expect(store.status.value).toBe("ready");
    expect(page.held()).toEqual({ a: [0, 10] });
    expect(store.connection.value).toBe("connected");

    server.recover();
    await page.nextPoll();

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
    await page.nextPoll();
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

  it("and takes seconds to list its runs is asked less often", async () => {
    const listingMs = 4000;
    const runs = vi.spyOn(server, "runs").mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, listingMs));
      return store.runs.peek() ?? [];
    });
    await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS + listingMs);
    expect(runs).toHaveBeenCalledOnce();

    await vi.advanceTimersByTimeAsync(PEACE * listingMs - 1);
    expect(runs).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toHaveBeenCalledTimes(2);
  });

  it("and is silent for a minute is said to be lost meanwhile, and asked again soon after its answer", async () => {
    server.log("a", 20).hold();
    await page.nextPoll();
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
    expect(store.connection.value).toBe("connected");
    await vi.advanceTimersByTimeAsync(1);
    expect(store.connection.value).toBe("lost");
    await vi.advanceTimersByTimeAsync(60_000 - SILENCE_MS);

    server.release();
    await page.settle();
    expect(store.connection.value).toBe("connected");
    expect(page.held()).toEqual({ a: [0, 10, 20] });
    server.log("a", 30);
    await vi.advanceTimersByTimeAsync(LONGEST_PEACE_MS);

    expect(page.held()).toEqual({ a: [0, 10, 20, 30] });
  });

  it("and always takes long to list its runs is not said to be lost", async () => {
    vi.spyOn(server, "runs").mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, SILENCE_MS - 1000));
      return store.runs.peek() ?? [];
    });
    await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS + SILENCE_MS + LONGEST_PEACE_MS);
    vi.spyOn(server, "runs").mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1.5 * SILENCE_MS));
      return store.runs.peek() ?? [];
    });
    const seen = new Set<string>();
    for (let elapsedMs = 0; elapsedMs < 4 * LONGEST_PEACE_MS; elapsedMs += 1000) {
      // biome-ignore lint/performance/noAwaitInLoops: one second after the other
      await vi.advanceTimersByTimeAsync(1000);
      seen.add(store.connection.value);
    }

    expect([...seen]).toEqual(["connected"]);
  });

  it("is asked at once when the network is back", async () => {
    server.fail(new UnreachableError("connection refused"));
    await vi.advanceTimersByTimeAsync(60_000);
    server.recover().log("a", 20);

    store.reloads.value += 1;
    await page.settle();

    expect(page.held()).toEqual({ a: [0, 10, 20] });
  });

  it("and answers again, with a refusal, is no longer said to be lost", async () => {
    server.fail(new UnreachableError("connection refused"));
    await page.nextPoll();

    server.fail(new RefusedError(400, "bad basis"));
    await page.nextPoll();

    expect(store.connection.value).toBe("connected");
  });

  it("and never ends its answer is asked again", async () => {
    const runs = vi.spyOn(server, "runs");
    server.log("a", 20).hold();
    await page.nextPoll();
    await vi.advanceTimersByTimeAsync(LONGEST_ANSWER_MS - 1);
    expect(runs).toHaveBeenCalledOnce();

    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toHaveBeenCalledTimes(2);
    server.release();
    await page.settle();

    expect(store.connection.value).toBe("connected");
    expect(page.held()).toEqual({ a: [0, 10, 20] });
  });
});

it("a run whose clouds come later is shown when they come", async () => {
  server.log("a", 0);
  server.setClouds("a", []);
  await page.open();
  expect(store.status.value).toBe("empty");

  server.setClouds("a", [TOKENS]);
  await page.nextPoll();

  expect(store.runs.value).toEqual([runInfo("a", [0])]);
  expect(store.status.value).toBe("ready");
});
