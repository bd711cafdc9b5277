import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TOKENS } from "../testing/clouds";
import { FollowedServer } from "../testing/followed_server";
import type { MemoryServer } from "../testing/memory_server";
import { UnreachableError } from "../unreachable_error";
import { scrub } from "./playhead";
import { choose, type Store, toggleRun } from "./state";

let page: FollowedServer;
let server: MemoryServer;
let store: Store;

beforeEach(() => {
  page = new FollowedServer();
  ({ server, store } = page);
});

afterEach(() => page.end());

describe("the first load", () => {
  it("asks for the runs and for the clouds of the first two", async () => {
    server.log("run 10", 0, 5).log("run 2", 0).log("run 1", 0, 10);

    await page.open();

    expect(store.runs.value?.map(({ name }) => name)).toEqual(["run 1", "run 2", "run 10"]);
    expect(server.takeRequests()).toEqual(["runs", { runs: ["run 1", "run 2"], parameter: TOKENS }]);
    expect(page.held()).toEqual({ "run 1": [0, 10], "run 2": [0] });
    expect(store.connection.value).toBe("connected");
    expect(store.playhead.value.step).toBe(10);
  });

  it("finds nothing yet, and what is logged later", async () => {
    await page.open();
    expect(store.status.value).toBe("empty");

    server.log("a", 0);
    await page.nextPoll();

    expect(store.status.value).toBe("ready");
  });

  it("finds no server, and one that is started later", async () => {
    server.log("a", 0).fail(new UnreachableError("connection refused"));
    await page.open();
    expect(store.status.value).toBe("error");

    server.recover();
    await page.nextPoll();

    expect(store.status.value).toBe("ready");
  });

  it("waits until somebody looks", async () => {
    store.visible.value = false;
    server.log("a", 0);
    await page.open();
    await page.nextPoll();
    expect(server.takeRequests()).toEqual([]);

    store.visible.value = true;
    await page.settle();

    expect(store.status.value).toBe("ready");
  });
});

describe("a poll", () => {
  beforeEach(async () => {
    server.log("a", 0, 10).log("b", 0);
    await page.open();
    server.takeRequests();
  });

  it("that finds nothing new asks for no cloud and changes nothing", async () => {
    const before = store.clouds.value;

    await page.nextPoll();
    await page.nextPoll();

    expect(server.takeRequests()).toEqual(["runs", "runs"]);
    expect(store.clouds.value).toBe(before);
  });

  it("fetches what is new of the run that has it, into the same picture", async () => {
    const [, b] = store.clouds.value?.histories ?? [];
    server.log("a", 20, 30);

    await page.nextPoll();

    expect(server.takeRequests()).toEqual(["runs", { runs: ["a"], parameter: TOKENS, after: 10, basis: "basis-1" }]);
    expect(page.held()).toEqual({ a: [0, 10, 20, 30], b: [0] });
    expect(store.clouds.value?.histories[1]).toBe(b);
    expect(store.playhead.value).toMatchObject({ step: 10, follow: true });
  });

  it("loads a resumed run anew", async () => {
    server.resume("a", 5).log("a", 7, 12);

    await page.nextPoll();

    expect(server.takeRequests()).toEqual(["runs", { runs: ["a", "b"], parameter: TOKENS }]);
    expect(page.held()).toEqual({ a: [0, 7, 12], b: [0] });
  });

  it("loads a run anew that was resumed and logged the very same steps", async () => {
    server.log("a", 20);
    await page.nextPoll();
    const before = store.clouds.value?.histories[0]?.snapshots.at(-1);

    server.resume("a", 20).log("a", 20);
    await page.nextPoll();

    expect(page.held()["a"]).toEqual([0, 10, 20]);
    expect(store.clouds.value?.histories[0]?.snapshots.at(-1)).not.toBe(before);
  });

  it("loads all anew where the server has lost the basis", async () => {
    server.log("a", 20).fit();

    await page.nextPoll();

    expect(server.takeRequests().at(-1)).toEqual({ runs: ["a", "b"], parameter: TOKENS });
    expect(store.clouds.value?.basis).toBe("basis-2");
    expect(page.held()).toEqual({ a: [0, 10, 20], b: [0] });
  });

  it("loads all anew where other rows are logged", async () => {
    server.log("a", 20).setRows("a", [0, 1, 2]);

    await page.nextPoll();

    expect(server.takeRequests().at(-1)).toEqual({ runs: ["a", "b"], parameter: TOKENS });
    expect(store.clouds.value?.histories[0]?.rowIds).toHaveLength(3);
    expect(store.clouds.value?.histories[0]?.snapshots[0]?.positions).toHaveLength(9);
  });

  it("does not load again and again what a run never logged", async () => {
    server.logWithoutRows("a", 20).log("a", 30).logWithoutRows("a", 40);
    await page.nextPoll();
    await page.nextPoll();
    server.takeRequests();

    await page.nextPoll();

    expect(page.held()).toEqual({ a: [0, 10, 30], b: [0] });
    expect(server.takeRequests()).toEqual(["runs", { runs: ["a"], parameter: TOKENS, after: 30, basis: "basis-1" }]);
  });

  it("drops a run that has disappeared", async () => {
    server.remove("a");

    await page.nextPoll();

    expect(page.held()).toEqual({ b: [0] });
    expect(store.status.value).toBe("ready");
  });

  it("takes another run in its place, though its steps are the same", async () => {
    server.remove("b").log("c", 0);

    await page.nextPoll();

    expect(page.held()).toEqual({ a: [0, 10], c: [0] });
  });

  it("empties the page when every run has disappeared", async () => {
    server.remove("a").remove("b");

    await page.nextPoll();

    expect(store.clouds.value).toBeNull();
    expect(store.status.value).toBe("empty");
  });

  it("fills a run that had no rows when it was loaded", async () => {
    server.remove("a").remove("b").log("c");
    await page.nextPoll();
    expect(page.held()).toEqual({ c: [] });

    server.log("c", 0, 10);
    await page.nextPoll();

    expect(server.takeRequests().at(-1)).toEqual({ runs: ["c"], parameter: TOKENS, basis: "basis-1" });
    expect(page.held()).toEqual({ c: [0, 10] });
  });

  it("comes neither while nobody looks nor twice when somebody looks again", async () => {
    store.visible.value = false;
    await page.nextPoll();
    await page.nextPoll();
    expect(server.takeRequests()).toEqual([]);

    server.log("a", 20);
    store.visible.value = true;
    await page.settle();
    expect(page.held()).toEqual({ a: [0, 10, 20], b: [0] });
    await page.nextPoll();

    expect(server.takeRequests().filter((request) => request === "runs")).toHaveLength(2);
  });

  it("is given up when the page is left in the middle of it", async () => {
    server.log("a", 20).hold();
    await page.nextPoll();

    store.visible.value = false;
    server.release();
    await page.nextPoll();

    expect(page.held()).toEqual({ a: [0, 10], b: [0] });
    expect(store.connection.value).toBe("connected");
  });

  it("ends with dispose, and what comes after that is dropped", async () => {
    server.log("c", 0).hold();
    await page.nextPoll();

    page.leave();
    server.release();
    await page.nextPoll();

    expect(store.runs.value).toHaveLength(2);
    expect(server.takeRequests()).toEqual(["runs"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a choice", () => {
  beforeEach(async () => {
    server.log("a", 0, 10).log("b", 0).log("c", 0, 5);
    await page.open();
    server.takeRequests();
  });

  it("of runs is fetched at once, without asking for the list again", async () => {
    toggleRun(store, "c");
    await page.settle();

    expect(server.takeRequests()).toEqual([{ runs: ["a", "b", "c"], parameter: TOKENS }]);
    expect(page.held()).toEqual({ a: [0, 10], b: [0], c: [0, 5] });
  });

  it("of no run leaves nothing", async () => {
    toggleRun(store, "a");
    toggleRun(store, "b");
    await page.settle();

    expect(store.clouds.value).toBeNull();
  });

  it("of another parameter keeps the picture until it is there", async () => {
    server.setClouds("a", [TOKENS, "wpe"]);
    await page.nextPoll();
    server.takeRequests();
    server.hold();
    choose(store, { parameter: "wpe" });
    await page.settle();
    expect(store.clouds.value?.parameter).toBe(TOKENS);

    server.release();
    await page.settle();

    expect(server.takeRequests()).toEqual([{ runs: ["a"], parameter: "wpe" }]);
    expect(store.clouds.value?.parameter).toBe("wpe");
  });

  it("that changes during a request leaves its answer behind", async () => {
    server.hold();
    toggleRun(store, "c");
    await page.settle();
    toggleRun(store, "a");
    await page.settle();
    server.release();
    await page.settle();

    expect(server.takeRequests()).toEqual([
      { runs: ["a", "b", "c"], parameter: TOKENS },
      { runs: ["b", "c"], parameter: TOKENS },
    ]);
    expect(page.held()).toEqual({ b: [0], c: [0, 5] });
  });

  it("that is made while nobody looks is fetched when somebody does", async () => {
    store.visible.value = false;
    toggleRun(store, "c");
    await page.nextPoll();
    expect(server.takeRequests()).toEqual([]);

    store.visible.value = true;
    await page.settle();

    expect(page.held()).toEqual({ a: [0, 10], b: [0], c: [0, 5] });
  });

  it("does not move a playhead that stays", async () => {
    scrub(store, 4);
    toggleRun(store, "c");
    await page.settle();

    expect(store.playhead.value).toMatchObject({ step: 4, follow: false });
  });
});
