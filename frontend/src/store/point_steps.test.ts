import { describe, expect, it } from "vitest";
import { cloudHistory, runInfo, TOKENS } from "../testing/clouds";
import { pointBeside, selectBeside } from "./point_steps";
import { createStore, type Store } from "./state";

const rowIds = Float64Array.of(9, 2, 5);

describe("the point beside another", () => {
  it("has the next row, and after the last one the first", () => {
    expect([1, 2, 0].map((point) => pointBeside({ rowIds }, point, 1))).toEqual([2, 0, 1]);
    expect([1, 2, 0].map((point) => pointBeside({ rowIds }, point, -1))).toEqual([0, 1, 2]);
  });

  it("is the first or the last where none is selected, and none where there are none", () => {
    expect([pointBeside({ rowIds }, -1, 1), pointBeside({ rowIds }, -1, -1)]).toEqual([1, 0]);
    expect(pointBeside({ rowIds: new Float64Array() }, -1, 1)).toBe(-1);
  });
});

describe("a step from the selected point", () => {
  function store(): Store {
    const made = createStore();
    made.runs.value = ["a", "b"].map((name) => runInfo(name, [0]));
    const histories = ["a", "b"].map((name) => cloudHistory({ name, steps: [0], rowIds: [9, 2, 5] }));
    made.clouds.value = { parameter: TOKENS, basis: "basis-1", histories };
    return made;
  }

  it("stays in its run", () => {
    const made = store();
    selectBeside(made, 1);
    expect(made.choices.value.selected).toMatchObject({ run: "a", row: 2 });

    made.choices.value = {
      ...made.choices.value,
      selected: { run: "b", parameter: TOKENS, part: null, row: 5, column: null },
    };
    selectBeside(made, 1);
    expect(made.choices.value.selected).toMatchObject({ run: "b", row: 9 });
  });

  it("leads nowhere without points", () => {
    const made = createStore();
    selectBeside(made, 1);
    expect(made.choices.value.selected).toBeNull();
  });
});
