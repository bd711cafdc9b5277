import { beforeEach, describe, expect, it } from "vitest";
import type { RunInfo } from "../../answers";
import { runInfo, TOKENS } from "../../testing/clouds";
import { insight } from "../../testing/insights";
import { gptParameters } from "../../testing/networks";
import { receiveNetwork, receiveRuns } from "../arrivals";
import { emptyHistory } from "../network/history";
import { choose, createStore, type Store } from "../state";
import { canShow, showInsight } from "./show";
import { shownInsight } from "./state";

const MLP = "transformer.h.1.mlp.c_fc.weight";

let store: Store;
let run: RunInfo;

beforeEach(() => {
  store = createStore();
  run = { ...runInfo("a", [0, 10, 20]), parameters: gptParameters(2) };
  receiveRuns(store, [run, { ...runInfo("b", [0, 40]), parameters: gptParameters(2) }]);
});

function show(fields: Parameters<typeof insight>[0]): void {
  const one = insight(fields);
  store.insights.answers.value = new Map([[run.name, { report: { snapshots: 3, insights: [one] }, problem: null }]]);
  showInsight(store, { run, insight: one });
}

describe("showing an insight", () => {
  it("opens its view at its step, with its parameter selected, and flies there", () => {
    show({ view: { view: "network", step: 10, parameter: MLP, quantity: "gradient" } });

    const { view, quantity, selected, insight: shown } = store.choices.value;
    expect([view, quantity, selected?.run, selected?.parameter]).toEqual(["network", "gradient", "a", MLP]);
    expect(store.playhead.value).toMatchObject({ step: 10, playing: false, follow: false });
    expect(store.network.focus.value).toEqual({ path: MLP, part: null, isLasting: true });
    expect(shown).toEqual({ run: "a", id: "dead_units" });
  });

  it("keeps its step when the view's data arrive", () => {
    show({ view: { view: "network", step: 10, parameter: MLP } });

    receiveNetwork(store, [emptyHistory(run)]);

    expect(store.playhead.value.step).toBe(10);
  });

  it("chooses the statistic of charts", () => {
    show({ view: { view: "charts", step: 20, parameter: MLP, statistic: "grad_norm" } });

    const { view, statistic, selected } = store.choices.value;
    expect([view, statistic, selected?.parameter]).toEqual(["charts", "grad_norm", MLP]);
    expect(store.network.focus.value).toBeNull();
  });

  it("chooses cloud, colour and the step that movement is counted from", () => {
    choose(store, { since: 5, view: "network", compare: "difference" });

    show({ view: { view: "embeddings", step: 20, parameter: TOKENS, color: "movement", since: 10 } });

    const { view, colorBy, since, parameter, compare } = store.choices.value;
    expect([view, colorBy, since, parameter, compare]).toEqual(["embeddings", "movement", 10, TOKENS, "side_by_side"]);
  });

  it("goes to the same share of the training where runs are laid so", () => {
    choose(store, { alignment: "share" });

    show({ view: { view: "network", step: 10, parameter: MLP } });

    expect(store.playhead.value.step).toBe(20);
  });

  it("takes filters away that hide the parameter, and no others", () => {
    choose(store, { layers: { first: 1, last: 1 } });
    show({ view: { parameter: MLP } });
    expect(store.choices.value.layers).toEqual({ first: 1, last: 1 });

    choose(store, { hiddenKinds: new Set(["mlp"]) });
    show({ view: { parameter: MLP } });
    expect(store.choices.value).toMatchObject({ layers: null, parameterFilter: "", hiddenKinds: new Set() });
  });

  it("of the whole model leaves what is selected", () => {
    const selected = { run: "b", parameter: TOKENS, part: null, row: 1, column: null };
    choose(store, { selected });

    show({ view: { view: "charts", statistic: "norm" } });

    expect(store.choices.value.selected).toBe(selected);
  });

  it("ignores what only a newer server knows", () => {
    show({ view: { view: "hologram", parameter: MLP } });
    expect(store.choices.value.insight).toBeNull();
    expect(canShow(insight({ view: { view: "hologram" } }).view)).toBe(false);

    show({ view: { view: "network", parameter: "gone.weight", quantity: "torque", color: "smell", statistic: "" } });
    expect(store.choices.value).toMatchObject({
      view: "network",
      selected: null,
      quantity: "weight",
      colorBy: "magnitude",
      statistic: "norm",
    });
  });
});

describe("the shown insight", () => {
  const words = { title: "Half are dead", sentence: "They stand still." };

  it("is the one that the picture still shows", () => {
    expect(shownInsight(store)).toBeNull();

    show({ ...words, view: { parameter: MLP } });
    expect(shownInsight(store)).toEqual(words);

    choose(store, { view: "charts" });
    expect(shownInsight(store)).toBeNull();
    choose(store, { view: "network", selected: null });
    expect(shownInsight(store)).toBeNull();
  });

  it("is that of the run for which it was shown", () => {
    show({ ...words, view: { parameter: MLP } });
    const other = insight({ title: "of b", view: { parameter: MLP } });
    store.insights.answers.value = new Map([
      ["b", { report: { snapshots: 2, insights: [other] }, problem: null }],
      ...store.insights.answers.value,
    ]);
    expect(shownInsight(store)?.title).toBe(words.title);

    choose(store, { insight: { run: "b", id: other.id } });
    expect(shownInsight(store)?.title).toBe("of b");
    choose(store, { insight: { run: "gone", id: other.id } });
    expect(shownInsight(store)).toBeNull();
  });

  it("of a link that names no run is that of the first run that has it", () => {
    show({ ...words, view: { parameter: MLP } });

    choose(store, { insight: { run: "", id: "dead_units" } });

    expect(shownInsight(store)?.title).toBe(words.title);
  });
});
