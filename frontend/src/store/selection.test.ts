import { describe, expect, it } from "vitest";
import type { Parameter } from "../answers";
import { parameterInfo, runInfo } from "../testing/clouds";
import { defaultChoices } from "./choices";
import { cloudsOf, newlyChosen, shownRuns } from "./selection";

const ADAM = /adam/iu;
const runs = [runInfo("adam"), runInfo("adam-small"), runInfo("sgd")];

describe("the runs that are shown", () => {
  it("are checked and pass the filter", () => {
    const names = shownRuns(runs, new Set(["adam-small", "sgd"]), ADAM).map(({ name }) => name);

    expect(names).toEqual(["adam-small"]);
  });

  it("are all that are checked where the filter is none", () => {
    const names = shownRuns(runs, new Set(["sgd", "adam", "gone"]), null).map(({ name }) => name);

    expect(names).toEqual(["adam", "sgd"]);
  });
});

describe("the runs that are checked", () => {
  it("are the first two with clouds, until the user chooses, or where none has clouds the first two at all", () => {
    const some = [runInfo("a", [], []), runInfo("b"), runInfo("c"), runInfo("d")];

    const none = ["a", "b", "c"].map((name) => ({ ...runInfo(name, [], []), parameters: [parameterInfo("w")] }));

    expect([...newlyChosen(some, defaultChoices)]).toEqual(["b", "c"]);
    expect([...newlyChosen(none, defaultChoices)]).toEqual(["a", "b"]);
  });

  it("stay the same set where nothing changes", () => {
    const choices = { ...defaultChoices, runs: new Set(["adam", "adam-small"]) };

    expect(newlyChosen(runs, choices)).toBe(choices.runs);
  });

  it("make room for another one that appears, and for one in the place of another that is gone", () => {
    const one = { ...defaultChoices, runs: new Set(["sgd"]) };
    const gone = { ...defaultChoices, runs: new Set(["gone", "sgd"]) };

    expect([...newlyChosen(runs, one)]).toEqual(["sgd", "adam"]);
    expect([...newlyChosen(runs, gone)]).toEqual(["sgd", "adam"]);
  });

  it("are left alone once the user has chosen", () => {
    const choices = { ...defaultChoices, runs: new Set(["gone"]), runsAreChosen: true };

    expect(newlyChosen(runs, choices)).toBe(choices.runs);
  });
});

describe("the clouds to choose from", () => {
  const parameter = (name: string, kind: string, rows: number): Parameter =>
    parameterInfo(name, { shape: [rows, 4], kind });

  it("are those of all runs, each once: embeddings, then those of most rows", () => {
    const parameters = [
      parameter("fc", "mlp", 16),
      parameter("lm_head", "head", 32),
      parameter("wpe", "position_embedding", 64),
      parameter("wte", "token_embedding", 8),
    ];
    const one = { ...runInfo("one", [], ["fc", "lm_head"]), parameters };
    const two = { ...runInfo("two", [], ["lm_head", "wpe", "wte"]), parameters };

    expect(cloudsOf([one, two]).map(({ name }) => name)).toEqual(["wte", "wpe", "lm_head", "fc"]);
    expect(cloudsOf([one, two])[0]).toEqual({ name: "wte", kind: "token_embedding", shape: [8, 4] });
  });

  it("begin with the largest layer, not with the answers, where there is no embedding", () => {
    const parameters = [parameter("4.weight", "head", 5), parameter("0.weight", "mlp", 64)];
    const one = { ...runInfo("one", [], ["4.weight", "0.weight"]), parameters };

    expect(cloudsOf([one]).map(({ name }) => name)).toEqual(["0.weight", "4.weight"]);
  });

  it("are none where no run is shown", () => {
    expect(cloudsOf([])).toEqual([]);
  });
});
