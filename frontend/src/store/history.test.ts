import { describe, expect, it } from "vitest";
import { DecodeError, decodeSafetensors } from "../decode";
import { cloudFile, cloudHistory } from "../testing/clouds";
import { safetensors, type WrittenTensor } from "../testing/safetensors";
import { bracketOf, extended, isPrefix, lastStep, readCloudAnswer, unshownPoints } from "./history";

describe("an answer of the server", () => {
  const tensors: Record<string, WrittenTensor> = {
    "steps/0": { dtype: "I64", shape: [2], values: [0, 10] },
    "row_ids/0": { dtype: "I64", shape: [2], values: [3, 5] },
    "positions/0": { dtype: "F32", shape: [2, 2, 3], values: [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 6, 0] },
    "norms/0": { dtype: "F32", shape: [2, 2], values: [1, 2, 3, 4] },
    "grad_norms/0": { dtype: "F32", shape: [2, 2], values: [Number.NaN, Number.NaN, 0.5, 0.25] },
  };
  const metadata = {
    basis: "b",
    runs: '["a/b"]',
    labels: '[["the","cat"]]',
    explained_variance: "[[0.5,0.25,0.125]]",
    neighbor_preservation: '[{"step":10,"share":0.5,"by_chance":0.1}]',
    alignment: '[{"onto":"b","agreement":0.8,"agreement_by_chance":0.3}]',
  };
  const asked = [{ name: "a/b", steps: [0, 5, 10] }];
  const read = (change: object, words: object = {}): ReturnType<typeof readCloudAnswer> =>
    readCloudAnswer(decodeSafetensors(safetensors({ ...tensors, ...change }, { ...metadata, ...words })), asked);

  it.each([[[10, 0]], [[0, 0]]])("with steps out of order is refused: %s", (values) => {
    expect(() => read({ "steps/0": { dtype: "I64", shape: [2], values } })).toThrow("not in order");
  });

  it("about some steps is refused where it has others", () => {
    const file = decodeSafetensors(safetensors(tensors, metadata));
    const some = [{ name: "a/b", steps: [0, 5, 10], asked: [0, 5], settledBefore: 10 }];

    expect(() => readCloudAnswer(file, some)).toThrow("step 10, which was not asked for");
  });

  it("becomes one history a run, one snapshot a step", () => {
    const { basis, histories } = read({});

    expect(basis).toBe("b");
    expect(histories).toEqual([
      {
        run: "a/b",
        runSteps: [0, 5, 10],
        sessionStartMs: 0,
        absent: new Set([5]),
        rowIds: Float64Array.of(3, 5),
        labels: ["the", "cat"],
        explainedVariance: [0.5, 0.25, 0.125],
        preservation: { step: 10, share: 0.5, byChance: 0.1 },
        alignment: { onto: "b", agreement: 0.8, byChance: 0.3 },
        snapshots: [
          {
            step: 0,
            positions: Float32Array.of(0, 0, 0, 2, 0, 0),
            magnitudes: Float32Array.of(1, 2),
            gradients: Float32Array.of(Number.NaN, Number.NaN),
            frame: { center: [1, 0, 0], radius: 1 },
          },
          {
            step: 10,
            positions: Float32Array.of(0, 0, 0, 0, 6, 0),
            magnitudes: Float32Array.of(3, 4),
            gradients: Float32Array.of(0.5, 0.25),
            frame: { center: [0, 3, 0], radius: 3 },
          },
        ],
      },
    ]);
  });

  it("is not held by its snapshots, of which each can be dropped without the others", () => {
    const snapshots = read({}).histories.flatMap((history) => history.snapshots);

    expect(snapshots).not.toHaveLength(0);
    for (const { positions, magnitudes, gradients } of snapshots) {
      for (const { byteLength, buffer } of [positions, magnitudes, gradients]) {
        expect(buffer.byteLength).toBe(byteLength);
      }
    }
  });

  it("may have no labels and no steps", () => {
    const none: Record<string, WrittenTensor> = {
      "steps/0": { dtype: "I64", shape: [0], values: [] },
      "positions/0": { dtype: "F32", shape: [0, 2, 3], values: [] },
      "norms/0": { dtype: "F32", shape: [0, 2], values: [] },
      "grad_norms/0": { dtype: "F32", shape: [0, 2], values: [] },
    };

    expect(read(none, { labels: "[null]" }).histories[0]).toMatchObject({ labels: null, snapshots: [] });
  });

  it.each<[string, object, object]>([
    ["without a tensor", { "norms/0": undefined }, {}],
    [
      "with positions for fewer rows",
      { "positions/0": { dtype: "F32", shape: [2, 1, 3], values: [0, 0, 0, 0, 0, 0] } },
      {},
    ],
    ["with norms for fewer steps", { "norms/0": { dtype: "F32", shape: [1, 2], values: [0, 0] } }, {}],
    ["with steps that are no integers", { "steps/0": { dtype: "F32", shape: [2], values: [0, 10] } }, {}],
    ["with labels for fewer rows", {}, { labels: '[["the"]]' }],
    ["about another run", {}, { runs: '["other"]' }],
    ["about more runs", {}, { runs: '["a/b","other"]' }],
    ["about no run", {}, { runs: "[]" }],
    ["whose runs are no list", {}, { runs: "{}" }],
    ["whose shares of the variance are no numbers", {}, { explained_variance: "[[null]]" }],
    ["that says nothing of neighbours", {}, { neighbor_preservation: "[]" }],
    ["that says nothing of alignment", {}, { alignment: undefined }],
    ["without a basis", {}, { basis: undefined }],
    ["whose metadata is no JSON", {}, { labels: "the, cat" }],
  ])("is refused %s", (_, change, words) => {
    const file = { ...tensors, ...change };
    const kept = Object.fromEntries(Object.entries(file).filter(([, tensor]) => tensor !== undefined));
    const buffer = safetensors(kept, { ...metadata, ...words });

    expect(() => readCloudAnswer(decodeSafetensors(buffer), asked)).toThrow(DecodeError);
  });
});

describe("where a step lies", () => {
  const snapshots = [0, 10, 40].map((step) => ({ step }));

  it.each([
    ["before the first", -5, { before: 0, after: 0, fraction: 0 }],
    ["at the first", 0, { before: 0, after: 0, fraction: 0 }],
    ["between two", 25, { before: 1, after: 2, fraction: 0.5 }],
    ["at one of them", 10, { before: 1, after: 1, fraction: 0 }],
    ["at the last", 40, { before: 2, after: 2, fraction: 0 }],
    ["after the last", 99, { before: 2, after: 2, fraction: 0 }],
  ])("%s", (_, step, expected) => {
    expect(bracketOf(snapshots, step)).toEqual(expected);
  });

  it("among none, and beside a single one", () => {
    expect(bracketOf([], 3)).toEqual({ before: 0, after: 0, fraction: 0 });
    expect(bracketOf([{ step: 7 }], 99)).toEqual({ before: 0, after: 0, fraction: 0 });
  });

  it("agrees with a search from the start", () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ step: index * index }));
    for (let step = 0; step < 10_000; step += 37.5) {
      const { before, fraction } = bracketOf(many, step);
      expect(before).toBe(many.findLastIndex((snapshot) => snapshot.step <= step));
      expect(before ** 2 + fraction * (2 * before + 1)).toBeCloseTo(step, 6);
    }
  });
});

describe("what is held of a run", () => {
  const held = cloudHistory({ name: "a", steps: [0, 10, 20] });

  it.each([
    ["while nothing changes", [0, 10, 20], true],
    ["after new steps", [0, 10, 20, 30, 40], true],
    ["not after a resume that replaced steps with others", [0, 10, 15], false],
    ["not after a resume that has come less far", [0, 10], false],
    ["not after a resume that put steps between", [0, 10, 15, 20], false],
    ["not where nothing is left", [], false],
  ])("is its beginning: %s", (_, steps, expected) => {
    expect(isPrefix(held, { steps, sessions: [] })).toBe(expected);
  });

  it("is not its beginning after a resume that logged the very same steps", () => {
    expect(isPrefix(held, { steps: [0, 10, 20], sessions: [{ start_ms: 9, first_step: 10 }] })).toBe(false);
  });

  it("may lack steps at which the run logged no rows", () => {
    const run = { name: "a", steps: [10, 20] };
    const [late] = readCloudAnswer(cloudFile([run]), [{ name: "a", steps: [0, 5, 10, 20] }]).histories;
    if (late === undefined) {
      throw new Error("the answer has no run");
    }

    expect(isPrefix(late, { steps: [0, 5, 10, 20, 30], sessions: [] })).toBe(true);
    expect(isPrefix(late, { steps: [0, 5, 7, 10, 20], sessions: [] })).toBe(false);
  });

  it("may be newer than the list of runs that it was asked by", () => {
    const run = { name: "a", steps: [0, 10, 20] };
    const [newer] = readCloudAnswer(cloudFile([run]), [{ name: "a", steps: [0, 10] }]).histories;

    expect(newer !== undefined && isPrefix(newer, { steps: [0, 10, 20], sessions: [] })).toBe(true);
  });

  it("may be nothing yet", () => {
    const empty = cloudHistory({ name: "a", steps: [] });

    expect(lastStep(empty)).toBe(Number.NEGATIVE_INFINITY);
    expect(isPrefix(empty, { steps: [], sessions: [] })).toBe(true);
    expect(isPrefix(empty, { steps: [0], sessions: [] })).toBe(true);
  });

  it("is extended by what is newer, and by that alone", () => {
    const newer = cloudHistory({ name: "a", steps: [20, 30] });

    const both = extended(held, newer);

    expect(both.snapshots.map(({ step }) => step)).toEqual([0, 10, 20, 30]);
    expect(both.snapshots[2]).toBe(held.snapshots[2]);
    expect(both.labels).toBe(held.labels);
    expect(held.snapshots).toHaveLength(3);
    expect(isPrefix(both, { steps: [0, 10, 20, 30, 40], sessions: [] })).toBe(true);
  });
});

describe("the points of a snapshot that have no place", () => {
  it("are those whose coordinates are not finite", () => {
    const [snapshot] = cloudHistory({ name: "a", steps: [0] }).snapshots;
    if (snapshot === undefined) {
      throw new Error("the history has a snapshot");
    }
    const positions = Float32Array.of(0, 0, 0, Number.NaN, Number.NaN, Number.NaN, 1, 2, 3);

    expect(unshownPoints(snapshot)).toBe(0);
    expect(unshownPoints({ ...snapshot, positions })).toBe(1);
  });
});
