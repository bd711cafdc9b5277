import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CloudRequest } from "../api";
import type { Disposable } from "../disposables";
import { TOKENS } from "../testing/clouds";
import { MemoryServer } from "../testing/memory_server";
import { scrub } from "./playhead";
import { REST_MS } from "./resting_step";
import { choose, createStore, type Store } from "./state";
import { POLL_INTERVAL_MS, startSync } from "./sync";
import { MOST_SPREAD } from "./thinning";

/** As many as a run of the server says that it logs. */
const ROWS = Array.from({ length: 65 }, (_, row) => row);
const MEGABYTE = 1_000_000;
/** What the snapshots may take of the limit, and the numbers of the rows. */
const CLOUDS_SHARE = 0.26;

let server: MemoryServer;
let store: Store;
let sync: Disposable;

beforeEach(() => {
  vi.useFakeTimers();
  server = new MemoryServer();
  store = createStore();
  limit(1);
});

afterEach(() => {
  sync.dispose();
  vi.useRealTimers();
});

function limit(memoryLimitMb: number): void {
  choose(store, { settings: { ...store.choices.value.settings, memoryLimitMb } });
}

async function open(): Promise<void> {
  sync = startSync(store, server);
  await vi.advanceTimersByTimeAsync(0);
}

async function nextPoll(): Promise<void> {
  await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS);
}

function steps(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

function held(): number[] {
  return (store.clouds.value?.histories[0]?.snapshots ?? []).map(({ step }) => step);
}

function takeClouds(): CloudRequest[] {
  return server
    .takeRequests()
    .filter((request) => typeof request === "object" && "parameter" in request) as CloudRequest[];
}

/** The widest gap between steps that are held. */
function widestGap(): number {
  const found = held();
  return Math.max(...found.slice(1).map((step, index) => step - (found[index] ?? 0)));
}

describe("a run of 5,000 snapshots", () => {
  beforeEach(() => {
    server.setRows("a", ROWS).log("a", ...steps(5000));
  });

  it("is asked for an even selection that fits, its ends among it", async () => {
    await open();
    await nextPoll();

    const [request, ...others] = takeClouds();
    expect(request?.steps?.length).toBeLessThan(200);
    expect(others).toEqual([]);
    expect(held()).toEqual(request?.steps);
    expect(held().length).toBeGreaterThan(90);
    expect([held()[0], held().at(-1)]).toEqual([0, 4999]);
    expect(widestGap()).toBeLessThanOrEqual(128);
    expect(store.memory.bytes.value).toBeLessThan(CLOUDS_SHARE * MEGABYTE);
    expect(store.memory.logged.value.count).toBe(5000);
    expect(store.memory.logged.value.leftOut).toHaveLength(5000 - held().length);
  });

  it("gets more of them when the limit is raised, into the same picture", async () => {
    await open();
    const before = held();
    takeClouds();

    limit(4);
    await vi.advanceTimersByTimeAsync(0);

    const [request] = takeClouds();
    expect(request).toMatchObject({ runs: ["a"], basis: "basis-1" });
    expect(request?.steps?.some((step) => before.includes(step))).toBe(false);
    expect(held().length).toBeGreaterThan(2 * before.length);
    expect(held()).toEqual([...held()].sort((a, b) => a - b));
    await nextPoll();
    expect(takeClouds()).toEqual([]);
  });

  it("has fewer of them at once when the limit is lowered, and lets go of their bytes", async () => {
    limit(4);
    await open();
    const before = held().length;

    limit(1);
    await vi.advanceTimersByTimeAsync(0);

    expect(held().length).toBeLessThan(before / 2);
    expect([held()[0], held().at(-1)]).toEqual([0, 4999]);
    for (const { positions } of store.clouds.value?.histories[0]?.snapshots ?? []) {
      expect(positions.buffer.byteLength).toBe(positions.byteLength);
    }
  });

  it("is kept no finer than a film shows it, however much room there is, but around where the user is", async () => {
    limit(100);
    await open();

    expect(held().length).toBeLessThanOrEqual(MOST_SPREAD + 100);
    expect(held().slice(-100)).toEqual(steps(100, 4900));
    expect(widestGap()).toBeLessThanOrEqual(8);
  });

  it("is fetched where the user gets to, once the playhead rests, and let go of elsewhere", async () => {
    limit(100);
    await open();
    takeClouds();

    store.isDragged.value = true;
    scrub(store, 2501);
    await vi.advanceTimersByTimeAsync(REST_MS);
    expect(takeClouds()).toEqual([]);
    store.isDragged.value = false;
    await vi.advanceTimersByTimeAsync(REST_MS);

    const [request, ...others] = takeClouds();
    expect(others).toEqual([]);
    expect(request).toMatchObject({ runs: ["a"], basis: "basis-1" });
    expect(request?.steps?.length).toBeLessThanOrEqual(100);
    expect(held().filter((step) => Math.abs(step - 2501) <= 35)).toEqual(steps(71, 2466));
    expect(held().length).toBeLessThanOrEqual(MOST_SPREAD + 100);
    expect(held().slice(-100)).not.toEqual(steps(100, 4900));
  });
});

it("asks for the steps of many runs in several answers where they do not stand in one address", async () => {
  limit(400);
  for (const [index, name] of ["a", "b", "c"].entries()) {
    server.setRows(name, ROWS).log(name, ...steps(1500).map((step) => 3 * step + index));
  }
  store = createStore({ runs: new Set(["a", "b", "c"]), runsAreChosen: true, runFilter: "" });
  limit(400);
  await open();
  await nextPoll();

  const [first, ...others] = takeClouds();
  expect(first?.steps).toHaveLength(2000);
  expect(others.length).toBeGreaterThan(0);
  expect(others.every(({ basis }) => basis === "basis-1")).toBe(true);
  expect(store.clouds.value?.histories.map(({ snapshots }) => snapshots.length > 800)).toEqual([true, true, true]);
});

it("stays below the limit while 5,000 snapshots arrive, and never drops the first or the last", async () => {
  server.setRows("a", ROWS).log("a", 0);
  await open();
  let mostBytes = 0;

  for (let from = 1; from < 5000; from += 25) {
    server.log("a", ...steps(25, from));
    // biome-ignore lint/performance/noAwaitInLoops: one poll after the other
    await nextPoll();
    mostBytes = Math.max(mostBytes, store.memory.bytes.value);
    expect(held()[0]).toBe(0);
    expect(held().at(-1)).toBe(from + 24);
  }

  expect(mostBytes).toBeLessThan(CLOUDS_SHARE * MEGABYTE);
  expect(mostBytes).toBeGreaterThan(0.1 * MEGABYTE);
  expect(widestGap()).toBeLessThanOrEqual(128);
  expect(takeClouds().every(({ steps: asked }) => asked === undefined)).toBe(true);
});

it("asks for a selection of what was logged while nobody looked", async () => {
  server.setRows("a", ROWS).log("a", ...steps(100));
  await open();
  takeClouds();
  store.visible.value = false;
  server.log("a", ...steps(4900, 100));

  store.visible.value = true;
  await vi.advanceTimersByTimeAsync(0);

  const [request] = takeClouds();
  expect(request?.steps?.every((step) => step >= 100)).toBe(true);
  expect(request?.steps?.length).toBeLessThan(200);
  expect(held().at(-1)).toBe(4999);
});

it("keeps snapshots that there are where other steps have no rows", async () => {
  server.setRows("a", ROWS).log("a", 0);
  for (const step of steps(2000, 1)) {
    if (step % 2 === 1) {
      server.log("a", step);
    } else {
      server.logWithoutRows("a", step);
    }
  }

  await open();
  await vi.advanceTimersByTimeAsync(100);
  await nextPoll();

  expect(held().length).toBeGreaterThan(60);
  expect(held().every((step) => step === 0 || step % 2 === 1)).toBe(true);
  expect(store.status.value).toBe("ready");
});

it("of several runs shares the memory among them", async () => {
  for (const name of ["a", "b"]) {
    server.setRows(name, ROWS).log(name, ...steps(1000));
  }

  await open();

  expect(store.clouds.value?.histories.map(({ run }) => run)).toEqual(["a", "b"]);
  expect(store.memory.account.value.clouds).toBeLessThan(CLOUDS_SHARE * MEGABYTE);
  expect(takeClouds()[0]).toMatchObject({ runs: ["a", "b"], parameter: TOKENS });
});
