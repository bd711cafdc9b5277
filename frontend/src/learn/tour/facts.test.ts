import { describe, expect, it } from "vitest";
import { parameterInfo, runInfo } from "../../testing/clouds";
import { cnn, factsOf, GROUP, gpt, LOSS, RAPID, report, STEPS, SURROUNDINGS, storeWith } from "../../testing/tours";
import { readFacts } from "./facts";
import { lossFacts } from "./loss_facts";

describe("what is known of a run", () => {
  it("is its steps, its points, its loss and what was found in it", () => {
    const facts = factsOf([gpt()]);

    expect(facts).toMatchObject({ run: "run-1", firstStep: 0, lastStep: 20, snapshots: 3, shownRuns: ["run-1"] });
    expect(facts.rows).toEqual({ parameter: "transformer.wte.weight", meaning: "token" });
    expect(facts.cloud).toMatchObject({ points: 2, columns: 16, isLabeled: true, variance: 0.875 });
    expect(facts.loss?.rapid).toEqual({
      first: { step: 0, value: 4.4 },
      last: { step: 10, value: 2.1 },
      share: 0.92,
    });
    expect(facts.updateRatio).toBe(0.004);
  });

  it("is null where no run with parameters is shown", () => {
    expect(readFacts(storeWith([gpt()], { shown: [] }), SURROUNDINGS)).toBeNull();
    expect(readFacts(storeWith([runInfo("empty", [0], [])]), SURROUNDINGS)).toBeNull();
  });

  it("names a run that could be compared", () => {
    expect(factsOf([gpt("a"), gpt("b")], { shown: ["a"] })).toMatchObject({ shownRuns: ["a"], otherRun: "b" });
    expect(factsOf([gpt("a"), gpt("b")])).toMatchObject({ shownRuns: ["a", "b"], otherRun: null });
  });

  it("names none that has other parameters, shown or not", () => {
    expect(factsOf([gpt("a"), cnn("c")], { shown: ["a"] })).toMatchObject({ shownRuns: ["a"], otherRun: null });
    expect(factsOf([gpt("a"), cnn("c"), gpt("d")], { shown: ["a", "c"] })).toMatchObject({
      shownRuns: ["a"],
      otherRun: "d",
    });
  });
});

describe("a group", () => {
  it("has the rows of its labels, also of those that look like markup", () => {
    const { cloud } = factsOf([gpt()]);

    expect(cloud?.group).toMatchObject({ size: 2, examples: ["<b>", "a"], rows: [1, 0], hasHardlyMoved: false });
    expect(cloud?.example).toEqual({ row: 1, label: "<b>" });
  });

  it("that moved comes before one that stayed where it was", () => {
    const still = {
      ...GROUP,
      first_step: 1,
      evidence: { clusters: [{ size: 9, examples: [], relative_movement: 0.01 }] },
    };

    expect(factsOf([gpt()], { report: report([], [still, GROUP]) }).cloud?.group?.size).toBe(2);
    expect(factsOf([gpt()], { report: report([], [still]) }).cloud?.group?.hasHardlyMoved).toBe(true);
  });

  it("of rows without labels is told by their numbers", () => {
    const numbered = { ...GROUP, evidence: { clusters: [{ size: 2, examples: ["row 1", "row 77"] }] } };
    const { cloud } = factsOf([gpt()], { labels: null, report: report([], [numbered]) });

    expect(cloud?.group).toMatchObject({ rows: [1], areLabels: false });
  });

  it("is none where it is another parameter's, or cannot be read", () => {
    const others = { ...GROUP, parameters: ["transformer.wpe.weight"] };
    const odd = { ...GROUP, evidence: { clusters: ["?", null, { size: "2" }] } };

    expect(factsOf([gpt()], { report: report([], [others, odd]) }).cloud).toMatchObject({
      group: null,
      isSearched: true,
    });
    expect(factsOf([gpt()], { report: null }).cloud).toMatchObject({ group: null, isSearched: false });
  });
});

describe("an example", () => {
  it("is the row that went farthest, where no group was found", () => {
    expect(factsOf([gpt()], { report: null, labels: null }).cloud?.example).toEqual({ row: 1, label: null });
  });
});

describe("a model", () => {
  it("tells which of its layers moved most, and what of it", () => {
    const { mover, attention, hasGradients } = factsOf([gpt()]).model;

    expect(mover).toMatchObject({ from: 0, to: 20, layer: 1, least: { layer: 0 } });
    expect(mover?.parameter).toBe("transformer.h.1.mlp.c_fc.weight");
    expect(mover?.name).toBe("mlp · c_fc");
    expect(mover?.change).toBeGreaterThan(mover?.least?.change ?? Number.POSITIVE_INFINITY);
    expect(attention).toMatchObject({ part: "query", layer: 1, heads: 2, headSize: 8 });
    expect(hasGradients).toBe(true);
  });

  it("does not name a bias, which is small at first, where a matrix moved", () => {
    const run = cnn();
    const bias = { ...parameterInfo("fc.bias", { kind: "head", shape: [10], tile_offset: 3120 }) };

    expect(factsOf([{ ...run, parameters: [...run.parameters, bias] }]).model.mover?.parameter).toBe("fc.weight");
  });

  it("without layers tells which parameter moved most", () => {
    const { mover, attention, piece } = factsOf([cnn()]).model;

    expect(mover).toMatchObject({ layer: null, parameter: "fc.weight", least: null });
    expect(attention).toBeNull();
    expect(piece).toEqual({ parameter: "conv1.weight", name: "conv1", meaning: "filter", rows: 16, inputs: 27 });
  });

  it("of which one snapshot was logged has not moved", () => {
    expect(factsOf([gpt("run-1", [0])]).model.mover).toBeNull();
  });
});

describe("a loss", () => {
  const series = (...values: Array<number | null>): typeof LOSS => ({
    ...LOSS,
    steps: values.map((_, i) => i * 10),
    values,
  });

  it("has fallen by half at some step", () => {
    expect(lossFacts(series(4, 3, null, 1.8, 1), null)).toMatchObject({
      first: { step: 0, value: 4 },
      last: { step: 40, value: 1 },
      rapid: null,
      halfStep: 30,
    });
  });

  it("that rises, or stays, has not", () => {
    expect(lossFacts(series(4, 3, 9), null)?.halfStep).toBeNull();
    expect(lossFacts(series(4, 3.95, 3.9), null)?.halfStep).toBeNull();
  });

  it("of which fewer than two values are finite is none", () => {
    expect(lossFacts(series(4, null, null), null)).toBeNull();
    expect(lossFacts(series(), null)).toBeNull();
  });

  it("takes its own values where the phase brings none", () => {
    const { evidence: _, ...bare } = RAPID;

    expect(lossFacts(LOSS, report([bare]))?.rapid).toMatchObject({
      first: { value: 4.4 },
      last: { value: 2.1 },
      share: null,
    });
  });

  it("that did not fall in a phase found in the weights alone is not said to have", () => {
    expect(lossFacts(series(2, 3, 4), report([{ ...RAPID, evidence: {} }]))?.rapid).toBeNull();
  });

  it("is spoken of with what went wrong", () => {
    const divergence = { ...RAPID, name: "divergence", sentence: "It ran away." };

    expect(factsOf([gpt()], { report: report([RAPID, divergence]) }).alarm).toBe("It ran away.");
    expect(factsOf([gpt("run-1", STEPS)]).alarm).toBeNull();
  });
});
