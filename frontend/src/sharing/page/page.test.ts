import { expect, test } from "vitest";
import type { CloudRequest, PageSource } from "../../api";
import { RefusedError } from "../../api";
import type { Safetensors } from "../../decode";
import { TOKENS } from "../../testing/clouds";
import { MemoryServer } from "../../testing/memory_server";
import { ArchiveApi } from "./archive_api";
import { fromBase64, inflated } from "./bytes";
import type { Contents } from "./contents";
import { makePage } from "./make";
import { type PageChoice, planOf } from "./plan";

/** Places of the runs in the page that makes another one, in which “a” came last. */
const PLACES = new Map([
  ["b", 0],
  ["away", 1],
  ["a", 2],
]);
const PROGRAM = { path: "assets/program.js", licensesPath: "assets/licenses.txt" };

const { signal } = new AbortController();
const IN_SIGHT = { parameter: TOKENS, basis: null, scalar: null };
const PARTS = /<script type="[^"]*" id="([^"]*)">([^<]*)<\/script>/gu;

async function choiceOf(server: PageSource, fields: Partial<PageChoice> = {}): Promise<PageChoice> {
  const all = { weights: true, gradients: false, compact: false, neighbors: true };
  return { runs: await server.runs(signal), clouds: [TOKENS], snapshots: 100, near: 0, ...all, ...fields };
}

async function pageOf(server: PageSource, fields: Partial<PageChoice> = {}, title = "a page"): Promise<Blob> {
  const plan = planOf(await choiceOf(server, fields));
  const request = { plan, inSight: IN_SIGHT, runPlaces: PLACES, title, hash: "#paramviz", madeMs: 1, program: PROGRAM };
  return await makePage(request, server, () => undefined, signal);
}

/** Opens a page as its own program would. */
async function opened(page: Blob): Promise<{ readonly api: ArchiveApi; readonly contents: Contents }> {
  const parts = new Map([...(await page.text()).matchAll(PARTS)].map(([, id, text]) => [id, text]));
  const unpacked = async (id: string): Promise<Uint8Array> => await inflated(fromBase64(parts.get(id) ?? "?"));
  const contents = JSON.parse(new TextDecoder().decode(await unpacked("contents"))) as Contents;
  return { contents, api: new ArchiveApi(contents, { read: (block) => unpacked(`block-${block}`) }) };
}

function plain({ metadata, tensors }: Safetensors): unknown {
  const facts = Object.fromEntries(
    Object.entries(metadata).map(([name, text]) => [name, name === "basis" ? text : JSON.parse(text)]),
  );
  return {
    facts,
    tensors: [...tensors].sort(([a], [b]) => a.localeCompare(b)).map(([name, t]) => [name, t.shape, [...t.data]]),
  };
}

test("a page answers about its clouds as the server does", async () => {
  const server = new MemoryServer().log("a", 0, 1, 2, 3).log("b", 0, 2, 4).setRows("b", [0, 1, 5]);
  const { api } = await opened(await pageOf(server));
  const requests: Omit<CloudRequest, "parameter">[] = [
    { runs: ["a", "b"] },
    { runs: ["b"] },
    { runs: ["b", "a"], steps: [0, 2, 77] },
    { runs: ["a"], after: 1 },
    { runs: ["a"], after: 3 },
  ];

  for (const request of requests) {
    const asked = { ...request, parameter: TOKENS };
    // biome-ignore lint/performance/noAwaitInLoops: one question after the other
    const live = await server.cloud(asked);
    const own = await api.cloud(asked);
    // Labels do not change: they are not sent with news.
    const { labels: _, ...metadata } = live.metadata;
    expect(plain(own)).toEqual(plain(asked.after === undefined ? live : { ...live, metadata }));
  }
});

test("a page answers about statistics and weights as the server does, to the last bit", async () => {
  const server = new MemoryServer().log("a", 0, 1, 2, 3, 300, 31_000);
  const { api } = await opened(await pageOf(server));

  for (const kind of ["statistics", "weights"] as const) {
    for (const steps of [[0, 1, 2, 3, 300, 31_000], [300], [2, 5], []]) {
      const request = { run: "a", kind, steps };
      // biome-ignore lint/performance/noAwaitInLoops: one question after the other
      expect(plain({ ...(await api.snapshots(request)), metadata: {} })).toEqual(
        plain(await server.snapshots(request)),
      );
    }
  }
});

test("a compact page has weights in 8 bits, and says how far they are rounded", async () => {
  const { api } = await opened(await pageOf(new MemoryServer().log("a", 0, 258, 32_767), { compact: true }));
  const codes = (await api.snapshots({ run: "a", kind: "weights" })).tensors.get("weights")?.data;

  expect(codes).toBeInstanceOf(Int8Array);
  expect([codes?.[0], codes?.[1040], codes?.at(-1)]).toEqual([0, 1, 127]);
  expect((await api.runs())[0]?.rounding_floor).toBeCloseTo(1 / 254);
});

test("a page of some snapshots has these, and knows of no others", async () => {
  const steps = Array.from({ length: 40 }, (_, index) => index);
  const { api, contents } = await opened(await pageOf(new MemoryServer().log("a", ...steps), { snapshots: 5 }));

  expect((await api.runs())[0]?.steps).toEqual([0, 10, 20, 29, 39]);
  expect([...((await api.cloud({ runs: ["a"], parameter: TOKENS })).tensors.get("steps/0")?.data ?? [])]).toEqual([
    0, 10, 20, 29, 39,
  ]);
  expect(contents.loggedSnapshots).toBe(40);
});

test("a page knows which colours its runs had", async () => {
  const { contents } = await opened(await pageOf(new MemoryServer().log("a", 0).log("b", 0)));

  expect(new Map(contents.runPlaces)).toEqual(
    new Map([
      ["b", 0],
      ["a", 2],
    ]),
  );
});

test("losses, phases and insights come along", async () => {
  const report = { verdict: "convergence", sentence: "It converges.", phases: [], events: [] };
  const server = new MemoryServer().log("a", 0, 1).setScalar("a", "loss", [3, 2]).setReport("a", report);
  const { api } = await opened(await pageOf(server));

  expect(await api.scalarTags("a")).toEqual({ tags: ["loss"], loss: "loss" });
  expect(await api.scalar("a", "loss")).toEqual({ tag: "loss", steps: [0, 1], values: [3, 2] });
  expect(await api.phases("a")).toEqual(report);
  expect(await api.insights("a")).toEqual({ snapshots: 2, insights: [] });
  await expect(api.scalar("a", "accuracy")).rejects.toThrow(RefusedError);
});

test("neighbours and movement are found in the rows that a page holds in full width", async () => {
  const server = new MemoryServer().log("a", 0, 1, 2).setRows("a", [0, 1, 2]);
  const { api } = await opened(await pageOf(server));
  const neighbors = await api.neighbors({ run: "a", parameter: TOKENS, row: 1, step: 2 });
  const movement = await api.movement({ run: "a", parameter: TOKENS, from: 0, to: 2, limit: 2, values: "distance" });

  expect(neighbors).toEqual([
    { row: 0, label: null, distance: 1 },
    { row: 2, label: null, distance: 1 },
  ]);
  expect(movement.rows.map(({ row, distance }) => [row, Math.round(distance * 1e4) / 1e4])).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(movement.values).toHaveLength(3);
});

test("a page without such rows says so, and so it does of other steps", async () => {
  const server = new MemoryServer().log("a", 0, 1, 2);
  const { api: without } = await opened(await pageOf(server, { neighbors: false }));
  const { api: with_ } = await opened(await pageOf(server));

  await expect(without.neighbors({ run: "a", parameter: TOKENS, row: 1, step: 2 })).rejects.toThrow("picture only");
  await expect(with_.neighbors({ run: "a", parameter: TOKENS, row: 1, step: 7 })).rejects.toThrow("0, 1, 2");
  await expect(with_.neighbors({ run: "a", parameter: TOKENS, row: 99, step: 2 })).rejects.toThrow("no neighbours");
});

test("runs without clouds, and runs of any name, make a page", async () => {
  const name = `</script><script>alert("1")</script>__proto__ 你好`;
  const server = new MemoryServer().log(name, 0, 1).setClouds(name, []).log("__proto__", 0).setClouds("__proto__", []);
  const page = await pageOf(server, { clouds: [] }, name);
  const { api } = await opened(page);

  expect((await page.text()).match(/<script[\s>]/gu)?.length).toBe((await page.text()).match(/<\/script>/gu)?.length);
  expect((await api.runs()).map((run) => [run.name, run.clouds])).toEqual([
    [name, []],
    ["__proto__", []],
  ]);
  expect(await api.phases("__proto__")).toMatchObject({ verdict: "no clear phases" });
});

test("what is given up ends at once, and what the server cannot answer fails", async () => {
  const server = new MemoryServer().log("a", 0, 1);
  const plan = planOf(await choiceOf(server));
  const request = { plan, inSight: IN_SIGHT, runPlaces: PLACES, title: "", hash: "", madeMs: 1, program: PROGRAM };
  const given = AbortSignal.abort(new Error("given up"));

  await expect(makePage(request, server, () => undefined, given)).rejects.toThrow("given up");
  server.fail(new Error("gone"));
  await expect(makePage(request, server, () => undefined, signal)).rejects.toThrow("gone");
});

test("how far it is grows, up to the end", async () => {
  const server = new MemoryServer().log("a", 0, 1, 2);
  const plan = planOf(await choiceOf(server));
  const shares: number[] = [];
  const request = { plan, inSight: IN_SIGHT, runPlaces: PLACES, title: "", hash: "", madeMs: 1, program: PROGRAM };
  await makePage(request, server, ({ done, total }) => shares.push(done / (total ?? 1)), signal);

  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBeLessThanOrEqual(1);
});
