import { expect, it } from "vitest";
import { RUNS } from "../answer_shapes";
import type { RunInfo } from "../answers";
import { DecodeError, decodeSafetensors } from "../decode";
import { runInfo } from "../testing/clouds";
import { safetensors } from "../testing/safetensors";
import { receiveRuns } from "./arrivals";
import { readCloudAnswer } from "./history";
import { createStore } from "./state";

/** The bytes again and again, each time with another bit flipped. */
function* flipped(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const damaged = new Uint8Array(bytes);
    damaged[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    yield damaged;
  }
}

it("a bit that flips in the list of runs is noticed, or does the page no harm", () => {
  const sound = JSON.stringify({ runs: [runInfo("a", [0, 10])] });
  const store = createStore();
  let refused = 0;
  let accepted = 0;
  for (const damaged of flipped(new TextEncoder().encode(sound))) {
    let answer: unknown;
    try {
      answer = JSON.parse(new TextDecoder().decode(damaged));
    } catch {
      refused += 1;
    }
    if (answer !== undefined && RUNS(answer) === null) {
      accepted += 1;
      receiveRuns(store, (answer as { runs: readonly RunInfo[] }).runs);
      expect(["loading", "empty"]).toContain(store.status.value);
      expect(store.loggedSteps.value).toEqual([]);
      expect(store.cloudChoices.value.length).toBeLessThanOrEqual(1);
    }
  }
  expect(refused).toBeGreaterThan(0);
  expect(accepted).toBeGreaterThan(0);
});

it("a bit that flips in a cloud is noticed, or makes no more than another number", () => {
  const asked = [{ name: "a", steps: [0, 10], asked: [0, 10], settledBefore: 10 }];
  const sound = safetensors(
    {
      "steps/0": { dtype: "I64", shape: [2], values: [0, 10] },
      "row_ids/0": { dtype: "I64", shape: [2], values: [0, 1] },
      "positions/0": { dtype: "F32", shape: [2, 2, 3], values: new Array(12).fill(1) },
      "norms/0": { dtype: "F32", shape: [2, 2], values: [1, 2, 3, 4] },
      "grad_norms/0": { dtype: "F32", shape: [2, 2], values: [1, 2, 3, 4] },
    },
    {
      basis: "b",
      runs: '["a"]',
      labels: '[["x","y"]]',
      explained_variance: "[[0.5,0.25,0.125]]",
      neighbor_preservation: '[{"step":10,"share":0.5,"by_chance":0.1}]',
      alignment: '[{"onto":null,"agreement":null}]',
    },
  );
  for (const damaged of flipped(new Uint8Array(sound))) {
    try {
      const { histories } = readCloudAnswer(decodeSafetensors(damaged.buffer), asked);
      const [history] = histories;
      expect(history?.rowIds).toHaveLength(2);
      expect(history?.snapshots.every(({ step }) => step === 0 || step === 10)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
    }
  }
});
