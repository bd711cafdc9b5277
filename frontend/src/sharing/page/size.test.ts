import { expect, test } from "vitest";
import type { SnapshotsRequest } from "../../api";
import { decodeSafetensors, type Safetensors } from "../../decode";
import { MemoryServer } from "../../testing/memory_server";
import { safetensors } from "../../testing/safetensors";
import { type PagePlan, planOf } from "./plan";
import { measuredRatios, sizeOf, USUAL_RATIOS } from "./size";

const { signal } = new AbortController();
const STEPS = Array.from({ length: 20 }, (_, index) => index);

/** Weights that nothing can pack. */
class NoisyServer extends MemoryServer {
  override snapshots({ steps = [] }: SnapshotsRequest): Promise<Safetensors> {
    const values = steps.flatMap((step) =>
      Array.from(
        { length: 1024 },
        (_, index) => Math.floor(65_535 * ((Math.sin(step * 1024 + index) * 43_758.5) % 1)) % 32_768,
      ),
    );
    const file = safetensors({
      steps: { dtype: "I64", shape: [steps.length], values: steps },
      weights: { dtype: "I16", shape: [steps.length, 1024], values },
    });
    return Promise.resolve(decodeSafetensors(file));
  }
}

async function planFor(server: MemoryServer): Promise<PagePlan> {
  const choice = {
    clouds: [],
    snapshots: 10,
    weights: true,
    gradients: true,
    compact: false,
    neighbors: true,
    near: 0,
  };
  return planOf({ ...choice, runs: await server.log("a", ...STEPS).runs() });
}

test("the parts make up the whole, the program among them", async () => {
  const { parts, total } = sizeOf(await planFor(new MemoryServer()), USUAL_RATIOS, {
    packedBytes: 300_000,
    licensesBytes: 20_000,
  });

  expect(total).toBe(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0));
  expect(parts.program).toBeGreaterThan(420_000);
  expect(parts.weights).toBeCloseTo((10 * 1024 * 2 * USUAL_RATIOS.weights * 4) / 3, -1);
});

test("weights that hardly change are told from those that do", async () => {
  const still = new MemoryServer();
  const noisy = new NoisyServer();

  expect((await measuredRatios(await planFor(still), still, signal)).weights).toBeLessThan(0.05);
  expect((await measuredRatios(await planFor(noisy), noisy, signal)).weights).toBeGreaterThan(0.8);
});

test("without runs there is nothing to measure", async () => {
  const nothing = { runs: [], clouds: [], rows: [] };

  expect(await measuredRatios(nothing, new MemoryServer(), signal)).toEqual(USUAL_RATIOS);
});
