import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api, SnapshotsRequest } from "../../api";
import { RefusedError } from "../../api";
import { DecodeError } from "../../decode";
import type { Disposable } from "../../disposables";
import { TOKENS } from "../../testing/clouds";
import { MemoryServer, type Request } from "../../testing/memory_server";
import { choose, createStore, openView, type Store, toggleRun } from "../state";
import { POLL_INTERVAL_MS, startSync } from "../sync";

let server: MemoryServer;
let store: Store;
let sync: Disposable | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  server = new MemoryServer();
  store = createStore({ view: "network" });
});

afterEach(() => {
  sync?.dispose();
  vi.useRealTimers();
});

async function open(): Promise<void> {
  sync = startSync(store, server);
  await settle();
}

/** Lets everything happen that needs no poll. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(50);
}

async function nextPoll(): Promise<void> {
  await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS);
}

function held(kind: "weights" | "gradients" | "statistics"): Record<string, number[]> {
  const histories = store.network.histories.value ?? [];
  return Object.fromEntries(histories.map((history) => [history.run.name, history[kind].map(({ step }) => step)]));
}

function isAbout(kind: string): (request: Request) => request is SnapshotsRequest {
  return (request): request is SnapshotsRequest =>
    typeof request === "object" && "kind" in request && request.kind === kind;
}

/** The server's answers, with gradients at all steps but one; `asked` is told which kinds are under way with each request. */
function withGradients(asked: (kinds: string) => void, stepWithout: number): Api {
  const underWay: string[] = [];
  return {
    runs: async () => (await server.runs()).map((run) => ({ ...run, kinds: [...run.kinds, "gradients"] })),
    cloud: (request) => server.cloud(request),
    neighbors: (request) => server.neighbors(request),
    movement: (request) => server.movement(request),
    scalarTags: () => server.scalarTags(),
    scalar: (run, tag) => server.scalar(run, tag),
    phases: () => server.phases(),
    insights: (run) => server.insights(run),
    snapshots: async ({ kind, steps = [], ...rest }) => {
      underWay.push(kind);
      asked(underWay.join(" + "));
      const there = kind === "gradients" ? steps.filter((step) => step !== stepWithout) : steps;
      const file = await server.snapshots({ kind, steps: there, ...rest });
      underWay.splice(underWay.indexOf(kind), 1);
      return file;
    },
  };
}

describe("weights and gradients", () => {
  it("come together, once there is a picture", async () => {
    const asked: string[] = [];
    server.log("a", 0, 10, 20);
    sync = startSync(
      store,
      withGradients((kinds) => asked.push(kinds), -1),
    );
    await settle();

    expect(asked).toEqual(["statistics", "weights", "gradients", "weights", "weights + gradients"]);
    expect(held("weights")).toEqual({ a: [0, 10, 20] });
    expect(held("gradients")).toEqual({ a: [0, 10, 20] });
  });

  it("are not asked for again where a step has none", async () => {
    const asked: string[] = [];
    server.log("a", 0, 10, 20);
    sync = startSync(
      store,
      withGradients((kinds) => asked.push(kinds), 30),
    );
    await settle();
    server.log("a", 30);
    await nextPoll();
    asked.length = 0;
    await nextPoll();

    expect(held("weights")).toEqual({ a: [0, 10, 20, 30] });
    expect(held("gradients")).toEqual({ a: [0, 10, 20] });
    expect(asked).toEqual([]);
  });
});

describe("the parameters of the shown runs", () => {
  it("come whole: statistics, then weights", async () => {
    server.log("a", 0, 10, 20).log("b", 0, 5);

    await open();

    expect(held("statistics")).toEqual({ a: [0, 10, 20], b: [0, 5] });
    expect(held("weights")).toEqual({ a: [0, 10, 20], b: [0, 5] });
    expect(store.status.value).toBe("ready");
    expect(store.playhead.value.step).toBe(20);
    expect(store.network.isIncomplete.value).toBe(false);
  });

  it("begin with the newest step: one snapshot makes a picture", async () => {
    server.log("a", 0, 10, 20);

    await open();

    expect(server.takeRequests().find(isAbout("weights"))?.steps).toEqual([20]);
  });

  it("are not asked for in the Embeddings view, until something is selected", async () => {
    server.log("a", 0);
    choose(store, { view: "embeddings" });
    await open();
    expect(server.takeRequests().some(isAbout("weights"))).toBe(false);

    choose(store, { selected: { run: "a", parameter: TOKENS, part: null, row: 1, column: null } });
    await settle();

    expect(held("weights")).toEqual({ a: [0] });
  });

  it("are asked for when the view is opened, and the clouds no more", async () => {
    server.log("a", 0);
    choose(store, { view: "embeddings" });
    await open();

    openView(store, "charts");
    await settle();

    expect(held("statistics")).toEqual({ a: [0] });
    server.takeRequests();
    await nextPoll();
    expect(server.takeRequests()).toEqual(["runs"]);
  });

  it("grow by what is new, and nothing is asked for twice", async () => {
    server.log("a", 0, 10);
    await open();
    server.takeRequests();

    server.log("a", 20);
    await nextPoll();

    expect(held("weights")).toEqual({ a: [0, 10, 20] });
    const asked = server.takeRequests().filter((request) => typeof request === "object" && "kind" in request);
    expect(asked.map((request) => "steps" in request && request.steps)).toEqual([[20], [20]]);
  });

  it("are loaded anew after a resume that replaced steps", async () => {
    server.log("a", 0, 10, 20);
    await open();

    server.resume("a", 10).log("a", 10, 30);
    await nextPoll();
    await settle();

    expect(held("weights")).toEqual({ a: [0, 10, 30] });
  });

  it("are loaded anew after a resume that logged the very same steps", async () => {
    server.log("a", 0, 10);
    await open();
    const before = store.network.histories.value?.[0]?.weights.at(-1);

    server.resume("a", 10).log("a", 10);
    await nextPoll();
    await settle();

    expect(held("weights")).toEqual({ a: [0, 10] });
    expect(store.network.histories.value?.[0]?.weights.at(-1)).not.toBe(before);
  });

  it("of a run that is hidden are let go", async () => {
    server.log("a", 0).log("b", 0);
    await open();

    toggleRun(store, "a");
    await settle();

    expect(held("weights")).toEqual({ b: [0] });
  });

  it("of another layout begin anew", async () => {
    server.log("a", 0, 10);
    await open();

    server.setClouds("a", [TOKENS, "wpe"]);
    await nextPoll();
    await settle();

    expect(store.network.histories.value?.[0]?.run.parameters).toHaveLength(2);
    expect(held("weights")).toEqual({ a: [0, 10] });
  });

  it("that one run cannot be given cost no other one anything", async () => {
    server.log("a", 0, 10).log("b", 0, 10);
    const snapshots = server.snapshots.bind(server);
    const stumbling = vi
      .spyOn(server, "snapshots")
      .mockImplementation((request) =>
        request.run === "a" ? Promise.reject(new DecodeError("no JSON")) : snapshots(request),
      );
    await open();
    expect(held("statistics")).toEqual({ a: [], b: [0, 10] });
    expect(held("weights")).toEqual({ a: [], b: [10] });
    expect(store.status.value).toBe("ready");
    expect(store.refusal.value?.detail).toBe("no JSON");

    stumbling.mockRestore();
    await nextPoll();

    expect(held("weights")).toEqual({ a: [0, 10], b: [0, 10] });
    expect(store.refusal.value).toBeNull();
  });

  it("with a step that nobody asked for are not believed, and asked for again", async () => {
    server.log("a", 0, 10);
    const snapshots = server.snapshots.bind(server);
    vi.spyOn(server, "snapshots").mockImplementationOnce((request) =>
      snapshots({ ...request, steps: [0, 10] }).then((file) => {
        (file.tensors.get("steps")?.data as Float64Array)[1] = 11;
        return file;
      }),
    );
    await open();
    expect(store.refusal.value?.reason).toBe("unreadable");

    await nextPoll();

    expect(held("weights")).toEqual({ a: [0, 10] });
  });

  it("that the server refuses are told of", async () => {
    server.log("a", 0);
    server.fail(new RefusedError(500, "a fault"));

    await open();

    expect(store.refusal.value).toEqual({ reason: "refused", detail: "a fault" });
    expect(store.status.value).toBe("error");
  });
});
