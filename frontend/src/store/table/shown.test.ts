import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { cloudHistory, runInfo, TOKENS } from "../../testing/clouds";
import { gptParameters, networkHistory, tiles } from "../../testing/networks";
import { cellText, headingOf } from "../../ui/strings/table";
import { choose, createStore, type Store } from "../state";
import { chosenSteps } from "./parameters";
import { followTable, hasCells, type ShownTable, type TableChoice, tableRuns } from "./shown";

const FIRST: TableChoice = { run: null, isOfCells: false };

/** A table as it is read. */
function read(shown: ShownTable | null): readonly (readonly string[])[] {
  const { columns = [], count = 0 } = shown?.table ?? {};
  return [
    columns.map(headingOf),
    ...Array.from({ length: count }, (_, row) => columns.map((column) => cellText(column, row))),
  ];
}

describe("the table of points", () => {
  function store(): Store {
    const made = createStore({ selected: { run: "b", parameter: TOKENS, part: null, row: 7, column: null } });
    made.runs.value = ["a", "b"].map((name) => runInfo(name, [0, 10]));
    const histories = ["a", "b"].map((name) =>
      cloudHistory({
        name,
        steps: [0, 10],
        rowIds: [7, 3],
        labels: ["e", "\n"],
        position: (step, row) => [step, row, 0.5],
      }),
    );
    made.clouds.value = { parameter: TOKENS, basis: "basis-1", histories };
    return made;
  }

  it("has a row for each point, with its numbers at the nearest snapshot", () => {
    const shown = store();
    const table = followTable(shown, signal(FIRST));
    shown.playhead.value = { ...shown.playhead.value, step: 6 };

    expect(table.value).toMatchObject({ run: "a", step: 10, subject: { kind: "points", parameter: TOKENS } });
    expect(read(table.value)).toEqual([
      ["Row", "Label", "Norm", "Gradient norm", "PC 1", "PC 2", "PC 3"],
      ["7", "“e”", "7.00", "–", "10.0", "7.00", "0.500"],
      ["3", "“⏎”", "3.00", "–", "10.0", "3.00", "0.500"],
    ]);
  });

  it("is made anew at another snapshot only", () => {
    const shown = store();
    const table = followTable(shown, signal(FIRST));
    const before = table.value;
    shown.playhead.value = { ...shown.playhead.value, step: 4 };
    expect(table.value).toBe(before);

    shown.playhead.value = { ...shown.playhead.value, step: 9 };
    expect(table.value).not.toBe(before);
  });

  it("tells which row is selected, and selects one", () => {
    const shown = store();
    const table = followTable(shown, signal({ ...FIRST, run: "b" })).value?.table;

    expect([table?.isSelected(0), table?.isSelected(1)]).toEqual([true, false]);
    expect(table?.selectionAt(1)).toEqual({ run: "b", parameter: TOKENS, part: null, row: 3, column: null });
  });

  it("knows how far the neighbours of the selected row are", () => {
    const shown = store();
    shown.network.neighborhood.value = {
      of: { run: "a", parameter: TOKENS, row: 7, step: 0 },
      neighbors: [{ row: 3, label: null, distance: 0.25 }],
      problem: null,
    };

    const [heads, ...rows] = read(followTable(shown, signal(FIRST)).value);
    const at = heads?.indexOf("Distance to the selected row") ?? -1;

    expect(rows.map((row) => row[at])).toEqual(["–", "0.250"]);
  });

  it("is of the first run where the chosen one is gone, and none where nothing is loaded", () => {
    expect(followTable(store(), signal({ ...FIRST, run: "gone" })).value?.run).toBe("a");
    expect(followTable(createStore(), signal(FIRST)).value).toBeNull();
    expect(tableRuns(store())).toEqual(["a", "b"]);
  });
});

describe("the tables of parameters", () => {
  const WTE = "transformer.wte.weight";

  function store(): Store {
    const made = createStore({ view: "network" });
    const history = networkHistory({
      name: "a",
      steps: [0, 10, 20],
      statistics: ["norm", "zeros", "nonfinite"],
      parameters: gptParameters(1).map((parameter) =>
        parameter.name === WTE ? { ...parameter, shape: [4, 2], tile_shape: [2, 2] } : parameter,
      ),
      value: (step, parameter, statistic) => (statistic === "norm" ? step + parameter : 0),
    });
    made.network.histories.value = [{ ...history, weights: [tiles(0, [32_767, 0, -32_768, -32_767], [2])] }];
    return made;
  }

  it("has a row for each that passes the filters, with its statistics at the step", () => {
    const shown = store();
    choose(shown, { parameterFilter: "wte" });
    shown.playhead.value = { ...shown.playhead.value, step: 19 };

    expect(read(followTable(shown, signal(FIRST)).value)).toEqual([
      ["Name", "Kind", "Layer", "Shape", "Norm", "Share of zeros", "Non-finite weights"],
      [WTE, "Token embeddings", "–", "4 × 2", "20.0", "0 %", "0"],
    ]);
  });

  it("has the chosen statistic at several steps beside the charts", () => {
    const shown = store();
    choose(shown, { view: "charts", statistic: "norm", parameterFilter: "wte" });

    expect(read(followTable(shown, signal(FIRST)).value)).toEqual([
      ["Name", "Step 0", "Step 10", "Step 20"],
      [WTE, "0.00", "10.0", "20.0"],
    ]);
  });

  it("has the weights of the selected slab, by their places in the matrix", () => {
    const shown = store();
    expect(hasCells(shown)).toBe(false);
    choose(shown, { selected: { run: "a", parameter: WTE, part: null, row: null, column: null } });
    expect(hasCells(shown)).toBe(true);
    const table = followTable(shown, signal({ ...FIRST, isOfCells: true })).value;

    expect(read(table)).toEqual([
      ["Row", "0", "1"],
      ["0", "2.00", "0.00"],
      ["2", "–", "−2.00"],
    ]);
    expect(table?.table.selectionAt(1)).toEqual({ run: "a", parameter: WTE, part: null, row: 2, column: 0 });
  });

  it("has no cells where no slab is selected", () => {
    expect(followTable(store(), signal({ ...FIRST, isOfCells: true })).value).toBeNull();
  });
});

describe("steps beside each other", () => {
  it("are few, evenly spread, the ends and the one that is shown among them", () => {
    const steps = Array.from({ length: 101 }, (_, index) => index * 10);

    expect(chosenSteps(steps, 330)).toEqual([0, 200, 330, 400, 600, 800, 1000]);
    expect(chosenSteps(steps, 335)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(chosenSteps([5], 5)).toEqual([5]);
    expect(chosenSteps([], 5)).toEqual([]);
  });
});
