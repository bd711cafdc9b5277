import { describe, expect, it } from "vitest";
import { parameterInfo, runInfo, TOKENS } from "../../testing/clouds";
import {
  chosenKinds,
  type DataChoice,
  type Facts,
  firstChoice,
  kindsOf,
  type Look,
  possibleChoice,
  requestOf,
  scopesOf,
  stepsOf,
} from "./choice";

const ATTENTION = "transformer.h.0.attn.c_attn.weight";

function facts(change: Partial<Facts> = {}): Facts {
  const run = runInfo("a/b", [0, 10, 20, 400]);
  const parameters = [...run.parameters, parameterInfo(ATTENTION, { kind: "attention", layer: 0 })];
  return {
    run: { ...run, parameters, kinds: ["weights", "gradients", "statistics"] },
    step: 20,
    parameter: parameters[0] ?? null,
    rows: [],
    shown: new Set([0, 1]),
    ...change,
  };
}

const EMBEDDINGS: Look = { view: "embeddings", isGradient: false };
const NETWORK: Look = { view: "network", isGradient: false };
const CHARTS: Look = { view: "charts", isGradient: false };

const choiceOf = (change: Partial<DataChoice> = {}, known = facts()): DataChoice => ({
  ...firstChoice("csv", known, EMBEDDINGS),
  ...change,
});

describe("what is offered at first", () => {
  it("are the selected points at the step shown", () => {
    const known = facts({ rows: [3, 17] });

    expect(requestOf(firstChoice("csv", known, EMBEDDINGS), known)).toEqual({
      run: "a/b",
      format: "csv",
      kinds: ["rows"],
      parameters: [TOKENS],
      steps: "20",
      rows: [3, 17],
    });
  });

  it("are all points where none is selected", () => {
    const known = facts();

    expect(requestOf(firstChoice("npz", known, EMBEDDINGS), known)).toEqual({
      run: "a/b",
      format: "npz",
      kinds: ["rows"],
      parameters: [TOKENS],
      steps: "20",
    });
  });

  it("are the weights of what is selected in the network, or of all that passes the filters", () => {
    const selected = facts({ parameter: parameterInfo(ATTENTION), shown: new Set([1]) });
    const filtered = facts({ parameter: null, shown: new Set([1]) });
    const whole = facts({ parameter: null });

    expect(requestOf(firstChoice("json", selected, NETWORK), selected)).toMatchObject({
      kinds: ["weights"],
      parameters: [ATTENTION],
      steps: "20",
    });
    expect(requestOf(firstChoice("json", filtered, { ...NETWORK, isGradient: true }), filtered)).toMatchObject({
      kinds: ["gradients"],
      parameters: [ATTENTION],
    });
    expect(requestOf(firstChoice("json", whole, NETWORK), whole)).toEqual({
      run: "a/b",
      format: "json",
      kinds: ["weights"],
      steps: "20",
    });
  });

  it("are the statistics of the whole training in the charts", () => {
    const known = facts({ parameter: null });

    expect(requestOf(firstChoice("csv", known, CHARTS), known)).toEqual({
      run: "a/b",
      format: "csv",
      kinds: ["statistics"],
    });
  });
});

describe("scopes", () => {
  it("are those that differ", () => {
    expect(scopesOf(facts({ rows: [1], shown: new Set([1]) }))).toEqual(["rows", "selected", "shown", "all"]);
    expect(scopesOf(facts({ parameter: null }))).toEqual(["all"]);
    expect(scopesOf(facts({ parameter: null, shown: new Set() }))).toEqual(["all"]);
  });
});

describe("a choice", () => {
  it("that another run does not have gives way to the narrowest that it has", () => {
    const points = choiceOf({ scope: "rows" });

    expect(possibleChoice(points, facts({ rows: [1] }))).toBe(points);
    expect(possibleChoice(points, facts()).scope).toBe("selected");
    expect(possibleChoice(points, facts({ parameter: null })).scope).toBe("all");
  });
});

describe("kinds", () => {
  it("are those that are logged of the parameters", () => {
    const attention = facts({ parameter: parameterInfo(ATTENTION), shown: new Set([1]), rows: [1] });

    expect(kindsOf("all", attention)).toEqual(["statistics", "weights", "gradients", "rows", "row_statistics"]);
    expect(kindsOf("shown", attention)).toEqual(["statistics", "weights", "gradients"]);
    expect(kindsOf("rows", facts({ rows: [1] }))).toEqual(["rows", "row_statistics"]);
  });

  it("that are not there give way to one that is", () => {
    const attention = facts({ parameter: parameterInfo(ATTENTION) });

    expect(chosenKinds(choiceOf({ scope: "selected", kinds: new Set(["rows"]) }), attention)).toEqual(["statistics"]);
    expect(chosenKinds(choiceOf({ scope: "rows", kinds: new Set(["weights"]) }), facts({ rows: [1] }))).toEqual([
      "rows",
    ]);
  });

  it("can all be taken away, and then there is nothing to ask for", () => {
    expect(requestOf(choiceOf({ kinds: new Set() }), facts())).toBe("no_kind");
  });
});

describe("steps", () => {
  it("between two are told by the first and the last that is logged", () => {
    const between = choiceOf({ steps: "between", first: 5, last: 399 });

    expect(stepsOf(between, facts())).toEqual([10, 20]);
    expect(requestOf(between, facts())).toMatchObject({ steps: "10-20" });
    expect(requestOf({ ...between, last: 10 }, facts())).toMatchObject({ steps: "10" });
    expect(requestOf({ ...between, first: 21, last: 30 }, facts())).toBe("no_step");
    expect(requestOf({ ...between, first: 400, last: 0 }, facts())).toBe("no_step");
  });

  it("may be all of them", () => {
    expect(requestOf(choiceOf({ steps: "all" }), facts())).not.toHaveProperty("steps");
  });
});

describe("many parameters", () => {
  it("of names that no pattern tells apart are too many", () => {
    const parameters = Array.from({ length: 300 }, (_, index) => parameterInfo(`layer_${index}`));
    const run = { ...runInfo("a", [0]), parameters, clouds: [] };
    const known = facts({ run, parameter: null, shown: new Set(Array.from({ length: 290 }, (_, index) => index)) });

    expect(requestOf(choiceOf({ scope: "shown", kinds: new Set(["weights"]) }), known)).toBe("too_many_parameters");
    expect(requestOf(choiceOf({ scope: "all", kinds: new Set(["weights"]) }), known)).not.toHaveProperty("parameters");
  });
});
