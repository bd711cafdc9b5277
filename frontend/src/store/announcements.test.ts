import { describe, expect, it } from "vitest";
import { cloudHistory, runInfo, TOKENS } from "../testing/clouds";
import { announcement } from "../ui/strings/announcements";
import { newsOf, type Situation, selectedFacts, situationOf } from "./announcements";
import type { Selected } from "./choices";
import { createStore, type Store } from "./state";

const NOW: Situation = {
  view: "embeddings",
  isReady: true,
  isPlaying: false,
  isNewest: false,
  step: 1180.4,
  phase: "rapid learning",
  phaseStep: 20,
  selected: null,
};
const ROW: Selected = { run: "a", parameter: TOKENS, part: null, row: 47, column: null };

describe("what is said", () => {
  it("is nothing where nothing changes, or nothing is there", () => {
    expect(newsOf(NOW, { ...NOW, step: 1180 })).toEqual([]);
    expect(newsOf(NOW, { ...NOW, selected: null })).toEqual([]);
    expect(newsOf(null, { ...NOW, isReady: false })).toEqual([]);
  });

  it("begins with where one is", () => {
    expect(announcement(newsOf(null, NOW), NOW, null)).toBe("Embeddings. Step 1,180, rapid learning");
    expect(newsOf(null, { ...NOW, selected: ROW })).toEqual(["view", "step", "selection"]);
  });

  it("is the step where it rests, not each of a film's or of a training that is followed", () => {
    const playing = { ...NOW, isPlaying: true };
    const following = { ...NOW, isNewest: true };

    expect(newsOf(NOW, { ...NOW, step: 5 })).toEqual(["step"]);
    expect(newsOf(NOW, { ...playing, step: 1300 })).toEqual([]);
    expect(newsOf(playing, { ...NOW, step: 1400 })).toEqual(["step"]);
    expect(newsOf(following, { ...following, step: 1400 })).toEqual([]);
    expect(newsOf(NOW, { ...following, step: 1400 })).toEqual(["step"]);
    expect(announcement(["step"], { ...following, step: 4000, phase: null }, null)).toBe("Newest step, 4,000");
  });

  it("is each phase that a film comes to", () => {
    const later: Situation = { ...NOW, isPlaying: true, phase: "convergence", phaseStep: 2000, step: 2040 };

    expect(newsOf({ ...NOW, isPlaying: true }, later)).toEqual(["phase"]);
    expect(announcement(["phase"], later, null)).toBe("convergence from step 2,000");
    expect(newsOf(later, { ...later, phase: null })).toEqual([]);
  });

  it("is what is selected, and that nothing is any more", () => {
    const of = (selected: Partial<Selected>, label: string | null, value: number): string =>
      announcement(["selection"], NOW, { selected: { ...ROW, ...selected }, label, value });

    expect(newsOf(NOW, { ...NOW, selected: ROW })).toEqual(["selection"]);
    expect(of({}, "e", 1.2)).toBe(`“e”, row 47 of ${TOKENS}, norm 1.20`);
    expect(of({}, null, Number.NaN)).toBe(`Row 47 of ${TOKENS}`);
    expect(of({ row: 12, column: 40 }, null, -0.5)).toBe(`Weight 12, 40 of ${TOKENS}, value −0.500`);
    expect(of({ row: null, part: "query" }, null, Number.NaN)).toBe(`query of ${TOKENS} is selected`);
    expect(announcement(["selection"], NOW, null)).toBe("Nothing is selected");
  });
});

describe("what is known of what is selected", () => {
  function store(selected: Selected | null): Store {
    const made = createStore({ selected });
    made.runs.value = [runInfo("a", [0, 10])];
    const history = cloudHistory({
      name: "a",
      steps: [0, 10],
      rowIds: [3, 47],
      labels: ["x", "e"],
      norm: (step) => step,
    });
    made.clouds.value = { parameter: TOKENS, basis: "basis-1", histories: [history] };
    made.playhead.value = { ...made.playhead.value, step: 10 };
    return made;
  }

  it("is a row's label and its norm at the step", () => {
    expect(selectedFacts(store(ROW))).toEqual({ selected: ROW, label: "e", value: 10 });
  });

  it("is little of a row that is not logged, and nothing where none is selected", () => {
    expect(selectedFacts(store({ ...ROW, row: 5 }))).toMatchObject({ label: null, value: Number.NaN });
    expect(selectedFacts(store({ ...ROW, row: 1, column: 1 }))).toMatchObject({ value: Number.NaN });
    expect(selectedFacts(store(null))).toBeNull();
  });

  it("stands in a situation that is not ready until there is data", () => {
    expect(situationOf(createStore())).toMatchObject({ isReady: false, phase: null, selected: null });
  });
});
