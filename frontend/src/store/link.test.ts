import { describe, expect, it } from "vitest";
import { defaultChoices } from "./choices";
import { type Link, readLink, writeLink } from "./link";

describe("a state that was written", () => {
  it.each<[string, Link]>([
    [
      "what was chosen",
      { choices: { parameter: "wte.weight", colorBy: "gradient", autoZoom: false, runFilter: "^a|b+" } },
    ],
    ["runs", { choices: { runs: new Set(["a", "b"]), runsAreChosen: true } }],
    ["that no run was chosen", { choices: { runs: new Set(), runsAreChosen: true } }],
    [
      "runs with names of any kind",
      {
        choices: {
          runs: new Set([".", "lr=1e-3/seed 1", "größe/模型/🙂", "a&p.paramviz.step=7", "50%+#"]),
          runsAreChosen: true,
        },
      },
    ],
    ["the step", { choices: {}, step: 12.25 }],
    ["the first step", { choices: {}, step: 0 }],
    ["what the charts show", { choices: { view: "charts", statistic: "grad_norm", isLogarithmic: false } }],
    ["the step that changes are counted from", { choices: { since: 0 } }],
    ["the insight that was shown", { choices: { insight: { run: "a&b=1", id: "dead_units:h.0 & h.1, größe" } } }],
    ["trails", { choices: { trailed: { run: "a/b,1", parameter: "wte,[0]&", rows: [3, 0, 17] } } }],
    ["what is to draw", { choices: { renderer: "canvas2d" } }],
    ["a camera that is very near", { choices: {}, camera: [0.123_456, 0.5, 0.004_123_45, 0.123_456, 0.5, 0] }],
    ["the camera", { choices: {}, camera: [1, -2.5, 0.125, 0, 0, -0.001] }],
  ])("is read again: %s", (_, link) => {
    expect(readLink(writeLink(link))).toEqual(link);
  });

  it("is short where all is as always", () => {
    expect(writeLink({ choices: defaultChoices })).toBe("#paramviz");
    expect(writeLink({ choices: { runs: new Set(["a"]) } })).toBe("#paramviz");
  });

  it("is an address like TensorBoard's own", () => {
    expect(writeLink({ choices: { parameter: "wte" }, step: 30 })).toBe(
      "#paramviz&p.paramviz.parameter=wte&p.paramviz.step=30",
    );
  });
});

describe("an address", () => {
  it.each([
    ["of nothing", ""],
    ["of the tab alone", "#paramviz"],
    ["of another plugin", "#scalars&p.other.step=3"],
    ["with an unknown colour", "#paramviz&p.paramviz.color=rainbow"],
    ["with a step that is no number", "#paramviz&p.paramviz.step=last"],
    ["with an empty step", "#paramviz&p.paramviz.step="],
    ["with an infinite step", "#paramviz&p.paramviz.step=Infinity"],
    ["with half a step to count from", "#paramviz&p.paramviz.since=1.5"],
    ["with trails of nothing", '#paramviz&p.paramviz.trailed=["run","wte"]'],
    ["with trails of half a row", '#paramviz&p.paramviz.trailed=["run","wte",1.5]'],
    ["with trails of too many rows", `#paramviz&p.paramviz.trailed=["run","wte"${",1".repeat(21)}]`],
    ["with trails of no list", "#paramviz&p.paramviz.trailed={"],
    ["with an insight of no name", "#paramviz&p.paramviz.insight=&p.paramviz.insight_run=a"],
    ["with half a camera", "#paramviz&p.paramviz.camera=1,2,3"],
    ["with an empty camera", "#paramviz&p.paramviz.camera=,,,,,"],
    ["with a camera of words", "#paramviz&p.paramviz.camera=1,2,3,4,5,six"],
    ["with a renderer that there is not", "#paramviz&p.paramviz.renderer=svg"],
    ["with another zoom", "#paramviz&p.paramviz.zoom=2"],
  ])("%s chooses nothing", (_, hash) => {
    expect(readLink(hash)).toEqual({ choices: {} });
  });

  it("may name an insight without its run", () => {
    expect(readLink("#paramviz&p.paramviz.insight=clusters")).toEqual({
      choices: { insight: { run: "", id: "clusters" } },
    });
  });

  it("is read as far as it can be", () => {
    expect(readLink("#paramviz&p.paramviz.step=x&p.paramviz.color=row")).toEqual({ choices: { colorBy: "row" } });
  });
});
