import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Api, createApi, RefusedError } from "./api";
import { DecodeError } from "./decode";
import { runInfo } from "./testing/clouds";
import { insight } from "./testing/insights";
import { safetensors } from "./testing/safetensors";
import { UnreachableError } from "./unreachable_error";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** The routes of a real server on the loopback, below a prefix. */
async function serve(listener: RequestListener): Promise<Api> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  return createApi(new URL(`http://127.0.0.1:${port}/prefix/data/plugin/paramviz/`));
}

const never = new AbortController().signal;
const request = { runs: ["a"], parameter: "wte" };

const MOVEMENT = {
  k: 10,
  rows: [{ row: 0, label: null, distance: 1, neighbor_change: null }],
  compared: 2,
  median_distance: 0.5,
  mean_neighbor_change: null,
  neighbor_change_by_chance: 0.75,
};

describe("a request", () => {
  it("names the runs, however they are called, and what is wanted of them", async () => {
    let asked = "";
    const api = await serve(({ url }, response) => {
      asked = url ?? "";
      response.end(Buffer.from(safetensors({})));
    });

    await api.cloud({ runs: ["lr=1/ü&é", "b"], parameter: "wte.weight", after: 0, basis: "x+y" }, never);

    const { pathname, searchParams } = new URL(asked, "http://host");
    expect(pathname).toBe("/prefix/data/plugin/paramviz/cloud");
    expect([...searchParams]).toEqual([
      ["parameter", "wte.weight"],
      ["projection", "pca"],
      ["run", "lr=1/ü&é"],
      ["run", "b"],
      ["after", "0"],
      ["basis", "x+y"],
    ]);
  });

  it("for movement names both steps, and gives the whole answer", async () => {
    let asked = "";
    const api = await serve(({ url }, response) => {
      asked = url ?? "";
      response.end(JSON.stringify(MOVEMENT));
    });

    const answer = await api.movement({ run: "a", parameter: "wte", from: 0, to: 10, limit: 8 }, never);

    expect([...new URL(asked, "http://host").searchParams.values()]).toEqual(["a", "wte", "0", "10", "8"]);
    expect(answer).toEqual(MOVEMENT);
  });

  it("for insights gives the whole answer, whatever a newer server calls them", async () => {
    const api = await serve(({ url }, response) => {
      response.end(
        JSON.stringify({ run: url, snapshots: 3, insights: [insight({ name: "grokking", severity: "joy" })] }),
      );
    });

    expect(await api.insights("a/b c", never)).toEqual({
      run: "/prefix/data/plugin/paramviz/insights?run=a%2Fb+c",
      snapshots: 3,
      insights: [insight({ name: "grokking", severity: "joy" })],
    });
  });

  it("for the runs gives the list of them", async () => {
    const runs = [runInfo("a", [0, 10])];
    const api = await serve((_, response) => response.end(JSON.stringify({ runs })));

    expect(await api.runs(never)).toEqual(runs);
  });

  it("for a cloud gives the decoded tensors", async () => {
    const file = safetensors({ "steps/0": { dtype: "I64", shape: [1], values: [7] } }, { basis: "b" });
    const api = await serve((_, response) => response.end(Buffer.from(file)));

    const { metadata, tensors } = await api.cloud(request, never);

    expect(metadata["basis"]).toBe("b");
    expect(tensors.get("steps/0")?.data).toEqual(Float64Array.of(7));
  });

  it("that is given up ends as such", async () => {
    const api = await serve(() => undefined);
    const abort = new AbortController();
    const answer = api.runs(abort.signal);

    abort.abort();

    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("a refusal", () => {
  it("is quoted in the server's words", async () => {
    const api = await serve((_, response) => {
      response.writeHead(404).end('{"error": {"code": "unknown_run", "argument": "run", "message": "no run \\"a\\""}}');
    });
    const answer = api.cloud(request, never);

    await expect(answer).rejects.toThrow(RefusedError);
    await expect(answer).rejects.toMatchObject({ status: 404, message: 'no run "a"' });
  });

  it.each(["<h1>Gateway</h1>", "null", "{}", '{"error": "no"}', ""])(
    "of another kind is named by its status: %s",
    async (body) => {
      const api = await serve((_, response) => response.writeHead(502, "Bad Gateway").end(body));

      await expect(api.runs(never)).rejects.toMatchObject({ status: 502, message: "HTTP 502 Bad Gateway" });
    },
  );

  it("is never without words", async () => {
    const api = await serve((_, response) => response.writeHead(403, "").end());

    await expect(api.runs(never)).rejects.toMatchObject({ message: "HTTP 403" });
  });
});

describe("an answer that cannot be read is told apart from none", () => {
  it.each(["<!doctype html>", "[]", "null", "{}", '{"runs": {}}'])("a list of runs that is none: %s", async (body) => {
    const api = await serve((_, response) => response.end(body));

    await expect(api.runs(never)).rejects.toThrow(DecodeError);
  });

  it.each([
    ["cut in the middle", (body: string) => body.slice(0, body.length / 2), "no JSON"],
    ["of which a name has a flipped bit", (body: string) => body.replace('"steps"', '"ssteps"'), "at .runs[0].steps"],
    ["of which a step has a flipped bit", (body: string) => body.replace("[0,10]", "[80,10]"), "at .runs[0].steps"],
    [
      "of which a number is text",
      (body: string) => body.replace('"tile_offset":0', '"tile_offset":"0"'),
      "tile_offset",
    ],
    ["without a run", () => '{"runs":[null]}', "at .runs[0]"],
  ])("a list of runs %s", async (_, damage, message) => {
    const api = await serve((__, response) => response.end(damage(JSON.stringify({ runs: [runInfo("a", [0, 10])] }))));
    const answer = api.runs(never);

    await expect(answer).rejects.toThrow(DecodeError);
    await expect(answer).rejects.toThrow(message);
  });

  describe.each([
    ["runs", (api: Api) => api.runs(never)],
    ["snapshots", (api: Api) => api.snapshots({ run: "a", kind: "weights" }, never)],
    ["cloud", (api: Api) => api.cloud(request, never)],
    ["movement", (api: Api) => api.movement({ run: "a", parameter: "wte", from: 0, to: 1, limit: 1 }, never)],
    ["neighbors", (api: Api) => api.neighbors({ run: "a", parameter: "wte", row: 0, step: 1 }, never)],
    ["scalars", (api: Api) => api.scalarTags("a", never)],
    ["scalars", (api: Api) => api.scalar("a", "loss", never)],
    ["phases", (api: Api) => api.phases("a", never)],
    ["insights", (api: Api) => api.insights("a", never)],
  ])("%s", (_, ask) => {
    it.each([
      ["a page", "<!doctype html><h1>Sign in</h1>"],
      ["nothing", ""],
      ["half of it", '{"runs": [{"na'],
      ["another form", '{"rows": [{}], "neighbors": [{}], "runs": [{}], "tags": 1, "phases": [], "insights": 1}'],
      ["a list", "[]"],
      ["a length that lies", "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008{}"],
    ])("as %s", async (__, body) => {
      const api = await serve((___, response) => response.writeHead(200, { "content-type": "text/plain" }).end(body));

      await expect(ask(api)).rejects.toThrow(DecodeError);
    });

    it.each([404, 500])("with the status %i", async (status) => {
      const api = await serve((__, response) => response.writeHead(status).end("<h1>no</h1>"));

      await expect(ask(api)).rejects.toMatchObject({ status });
    });
  });

  it("a cloud that is a page", async () => {
    const api = await serve((_, response) => response.end("<!doctype html>"));

    await expect(api.cloud(request, never)).rejects.toThrow(DecodeError);
  });

  it("a cloud that breaks off", async () => {
    const api = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    });

    await expect(api.cloud(request, never)).rejects.toThrow(UnreachableError);
  });

  it("a server that is gone", async () => {
    const api = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));

    await expect(api.runs(never)).rejects.toThrow(UnreachableError);
  });
});
