import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";
import { Lately } from "./lately";

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

let lately: Lately<Float32Array>;
let computed: number;

beforeEach(() => {
  lately = new Lately(({ byteLength }) => byteLength);
  computed = 0;
});

function compute(length = 1): Float32Array {
  computed += 1;
  return new Float32Array(length);
}

describe("what was computed lately", () => {
  it("is not computed again from the same objects and numbers", () => {
    const [a, b] = [{}, {}];
    const first = lately.get([a, b, 0.5], compute);

    expect(lately.get([a, b, 0.5], compute)).toBe(first);
    expect(computed).toBe(1);
  });

  it.each<[string, readonly (object | number | null)[]]>([
    ["another number", [0.25, null]],
    ["an object that looks the same", [{}, null]],
    ["an object instead of nothing", [0.5, {}]],
  ])("is computed anew from %s", (_, from) => {
    lately.get([0.5, null], compute);
    lately.get(from, compute);

    expect(computed).toBe(2);
  });

  it("is kept 32 times, the latest asked for the longest", () => {
    const objects = Array.from({ length: 33 }, () => ({}));
    for (const one of objects.slice(0, 32)) {
      lately.get([one], compute);
    }
    lately.get([objects[0] ?? null], compute);
    lately.get([objects[32] ?? null], compute);
    expect(lately.bytes).toBe(32 * 4);
    computed = 0;

    lately.get([objects[0] ?? null], compute);
    expect(computed).toBe(0);
    lately.get([objects[1] ?? null], compute);
    expect(computed).toBe(1);
  });

  it("takes 64 MB at most, but for two that are larger", () => {
    const [a, b, c] = [{}, {}, {}];
    const large = (): Float32Array => compute(10_000_000);
    lately.get([a], large);
    lately.get([b], large);
    expect(lately.bytes).toBe(80_000_000);

    lately.get([c], compute);
    expect(lately.bytes).toBe(40_000_004);
  });

  it("holds nothing of what it was computed from", async () => {
    const from = weaklyAsked();

    await new Promise((resolve) => setTimeout(resolve));
    (collectGarbage as () => void)();

    expect(from.deref()).toBeUndefined();
    expect(lately.bytes).toBe(4);
  });
});

function weaklyAsked(): WeakRef<object> {
  const from = {};
  lately.get([from], compute);
  return new WeakRef(from);
}
