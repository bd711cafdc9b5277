import { describe, expect, it } from "vitest";
import { cloudHistory } from "../../testing/clouds";
import { distances, matchRows, placeBeside } from "./rows";

const AS_LOGGED = { alignment: "step", interpolation: true } as const;
const BY_SHARE = { alignment: "share", interpolation: true } as const;

describe("the same rows of two clouds", () => {
  it("have the same label, wherever they stand", () => {
    const here = cloudHistory({ name: "a", steps: [0], rowIds: [0, 1, 2], labels: ["cat", "dog", "cow"] });
    const there = cloudHistory({ name: "b", steps: [0], rowIds: [0, 1, 2], labels: ["dog", "fox", "cat"] });

    const { others, onlyHere, onlyThere } = matchRows(here, there);

    expect([...others]).toEqual([2, 0, -1]);
    expect(onlyHere).toEqual(["cow"]);
    expect(onlyThere).toEqual(["fox"]);
  });

  it("have the same number where either cloud has no labels", () => {
    const here = cloudHistory({ name: "a", steps: [0], rowIds: [3, 5, 8], labels: ["x", "y", "z"] });
    const there = cloudHistory({ name: "b", steps: [0], rowIds: [5, 8, 13] });

    const { others, onlyHere, onlyThere } = matchRows(here, there);

    expect([...others]).toEqual([-1, 0, 1]);
    expect([onlyHere, onlyThere]).toEqual([["3"], ["13"]]);
  });

  it("are not told by a label that stands twice", () => {
    const here = cloudHistory({ name: "a", steps: [0], rowIds: [0, 1], labels: ["", ""] });
    const there = cloudHistory({ name: "b", steps: [0], rowIds: [0, 1], labels: ["", "b"] });

    expect([...matchRows(here, there).others]).toEqual([-1, -1]);
  });
});

describe("distances", () => {
  const at = (x: number) => (): readonly number[] => [x, 0, 0];
  const here = cloudHistory({ name: "a", steps: [0, 10], rowIds: [0, 1], position: (step, row) => [step, row, 0] });

  it("are measured from where the other cloud is at the same step, also between its snapshots", () => {
    const there = cloudHistory({ name: "b", steps: [0, 20], rowIds: [1, 0], position: (step, row) => [step, row, 3] });
    const beside = placeBeside(here, there, 10, AS_LOGGED);
    const [, later] = here.snapshots;

    expect(beside).toMatchObject({ fraction: 0.5 });
    expect(later && beside && [...distances(later, matchRows(here, there).others, beside)]).toEqual([3, 3]);
  });

  it("are measured by share of the training from a longer one", () => {
    const there = cloudHistory({ name: "b", steps: [0, 50, 100], rowIds: [0, 1] });

    expect(placeBeside(here, there, 5, BY_SHARE)?.before.step).toBe(50);
    expect(placeBeside(here, there, 10, BY_SHARE)?.before.step).toBe(100);
  });

  it("are not known of rows that the other cloud has not, nor of those that are not finite", () => {
    const there = cloudHistory({ name: "b", steps: [0], rowIds: [1], position: at(Number.NaN) });
    const beside = placeBeside(here, there, 0, AS_LOGGED);
    const [first] = here.snapshots;

    expect(first && beside && [...distances(first, matchRows(here, there).others, beside)]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("are measured where a run has ended from where the other one was then, and from its end where that has ended", () => {
    const long = cloudHistory({ name: "b", steps: [0, 10, 1000], rowIds: [0, 1] });
    const short = cloudHistory({ name: "c", steps: [0, 4], rowIds: [0, 1] });

    expect(placeBeside(here, long, 1000, AS_LOGGED)?.step).toBe(10);
    expect(placeBeside(here, short, 10, AS_LOGGED)?.step).toBe(4);
  });

  it("are measured from the latest snapshot where nothing lies between", () => {
    const there = cloudHistory({ name: "b", steps: [0, 8, 16], rowIds: [0, 1] });

    expect(placeBeside(here, there, 10, { alignment: "step", interpolation: false })).toMatchObject({
      step: 8,
      fraction: 0,
    });
  });

  it("can be measured for a sample of the points", () => {
    const beside = placeBeside(here, here, 0, AS_LOGGED);
    const [first] = here.snapshots;

    expect(first && beside && [...distances(first, Int32Array.of(0, 1), beside, 2)]).toEqual([0, Number.NaN]);
  });

  it("are none where the other cloud has no snapshot", () => {
    expect(placeBeside(here, cloudHistory({ name: "b", steps: [] }), 0, AS_LOGGED)).toBeNull();
  });
});
