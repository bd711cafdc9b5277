import { describe, expect, it } from "vitest";
import type { RunInfo } from "../../answers";
import { defaultChoices } from "../../store/choices";
import { cnn, factsOf, gpt, type Loaded, report } from "../../testing/tours";
import { wordsOf } from "../../ui/strings/tour_stops";
import type { TourFacts } from "./facts";
import { moveOf, neutralChoices } from "./moves";
import { planTour, STOPS } from "./plan";
import { leftAtText, readLeftAt, resumeIndex } from "./remembered";

const TITLE = /^[A-Z]/u;
const SENTENCES = /^\S.*\.$/su;
const NO_NUMBER = /NaN|undefined|null|Infinity/u;

const plan = (runs: readonly RunInfo[], loaded: Loaded = {}): readonly string[] => planTour(factsOf(runs, loaded));
const withoutGradients = (run: RunInfo): RunInfo => ({ ...run, kinds: ["weights", "statistics"] });

describe("a tour", () => {
  it("of two runs with all that there can be has twelve stops", () => {
    expect(plan([gpt("a"), gpt("b")])).toEqual([
      "points",
      "film",
      "groups",
      "neighbors",
      "loss",
      "network",
      "mover",
      "heads",
      "gradients",
      "charts",
      "compare",
      "onward",
    ]);
  });

  it("of one run tells how to log another", () => {
    expect(plan([gpt()])).toContain("second");
    expect(plan([gpt()])).not.toContain("compare");
  });

  it("can compare with a run that is not shown", () => {
    const facts = factsOf([gpt("a"), gpt("b")], { shown: ["a"] });

    expect(planTour(facts)).toContain("compare");
    expect([...(moveOf("compare", facts).choices.runs ?? [])]).toEqual(["a", "b"]);
  });

  it("says nothing of gradients, or of a loss, that were not logged", () => {
    expect(plan([withoutGradients(gpt())])).not.toContain("gradients");
    expect(plan([gpt()], { loss: null, report: null })).not.toContain("loss");
  });

  it("tells when a run learned that logs no loss", () => {
    const facts = factsOf([gpt()], { loss: null });

    expect(planTour(facts)).toContain("loss");
    expect(wordsOf("loss", facts)).toMatchObject({ title: "When it learned" });
  });

  it("of one snapshot has no film, and tells how to get one", () => {
    const stops = plan([gpt("run-1", [0])], { report: null });

    expect(stops).toEqual(["points", "neighbors", "network", "heads", "gradients", "second", "more", "onward"]);
  });

  it("of a network for images begins with its weights, and shows a filter instead of a head", () => {
    const facts = factsOf([cnn("a"), cnn("b")]);

    expect(planTour(facts)).toEqual(["film", "loss", "network", "mover", "piece", "charts", "compare", "onward"]);
    expect(moveOf("film", facts).view).toBe("network");
    expect(moveOf("compare", facts)).toMatchObject({ view: "network", choices: { compare: "difference" } });
  });

  it("looks for groups of tokens, and of others only where there are some", () => {
    expect(plan([gpt()], { report: report([]) })).toContain("groups");
    expect(plan([gpt()], { report: null })).not.toContain("groups");
  });
});

describe("a stop", () => {
  const pages: Readonly<Record<string, TourFacts>> = {
    "two runs": factsOf([gpt("a"), gpt("b")]),
    "nothing found": factsOf([gpt()], { loss: null, report: report([]), labels: null }),
    "nothing known": factsOf([gpt()], { loss: null, report: null }),
    "one snapshot": factsOf([gpt("run-1", [500])]),
    "a network for images": factsOf([cnn()]),
    still: { ...factsOf([gpt()]), isStill: true, hasInsights: true, hasShortcuts: true, hasExplanations: true },
  };

  it.each(Object.entries(pages))("has a title and whole sentences with numbers that are there: %s", (_, facts) => {
    // Also those that the plan leaves out: what is known changes while the tour goes on.
    for (const stop of STOPS) {
      const { title, text } = wordsOf(stop, facts);
      expect(title).toMatch(TITLE);
      expect(text).toMatch(SENTENCES);
      expect(`${title} ${text}`).not.toMatch(NO_NUMBER);
      expect(text.length).toBeLessThan(480);
    }
  });

  it("tells the run's own numbers", () => {
    const facts = factsOf([gpt("a"), gpt("b")]);

    expect(wordsOf("loss", facts).text).toContain("Between step 0 and 10 it fell from 4.40 to 2.10, 92 %");
    expect(wordsOf("groups", facts).text).toContain("“<b>”");
    expect(wordsOf("mover", facts).text).toContain("layer 1 moved most");
    expect(wordsOf("heads", facts).text).toContain("2 times at once, by heads of 8 numbers");
    expect(wordsOf("piece", factsOf([cnn()])).text).toContain("16 channels");
  });

  it("does not promise noise where the first snapshot is not that of step 0", () => {
    expect(wordsOf("points", factsOf([gpt("run-1", [500, 600])])).text).not.toContain("random");
  });

  it("is reached from a page on which nothing is hidden, selected or compared", () => {
    const chosen = {
      ...defaultChoices,
      view: "charts",
      parameterFilter: "mlp",
      compare: "difference",
      runFilter: "run",
      selected: { run: "a", parameter: "p", part: null, row: 1, column: null },
    } as const;

    expect(neutralChoices(chosen)).toEqual({ ...defaultChoices, view: "charts", runFilter: "run" });
  });
});

describe("where a tour was left", () => {
  it("is remembered, and found again in another plan", () => {
    const left = readLeftAt(leftAtText({ stop: "heads", number: 8 }));

    expect(left).toEqual({ stop: "heads", number: 8 });
    expect(resumeIndex(["points", "network", "heads", "onward"], { stop: "heads", number: 8 })).toBe(2);
  });

  it("is the stop after it where the run does not have it, and the beginning where nothing is left", () => {
    expect(resumeIndex(["network", "charts"], { stop: "heads", number: 8 })).toBe(1);
    expect(resumeIndex(["network"], { stop: "onward", number: 12 })).toBe(0);
  });

  it.each([null, "", "seen", "dismissed", "8", "0 heads", "8 nowhere", "8 heads more", "-1 heads"])(
    "is unknown from %j",
    (text) => {
      expect(readLeftAt(text)).toBeNull();
    },
  );
});
