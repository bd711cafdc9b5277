import { describe, expect, it } from "vitest";
import type { Finding, PhaseReport } from "../../answers";
import { bandAt, bandsOf, marksOf } from "./findings";

function finding(name: string, first_step: number, last_step: number): Finding {
  return { name, first_step, last_step, sentence: `${name}.` };
}

function report(phases: readonly Finding[], events: readonly Finding[] = []): PhaseReport {
  return { verdict: "", sentence: "", phases, events };
}

function spans(phases: readonly Finding[]): unknown[] {
  return bandsOf(report(phases)).map(({ phase, first, last }) => [phase, first, last]);
}

describe("bands", () => {
  it("are the phases, in order of their steps", () => {
    expect(spans([finding("convergence", 600, 4000), finding("rapid learning", 10, 600)])).toEqual([
      ["rapid learning", 10, 600],
      ["convergence", 600, 4000],
    ]);
  });

  it("make room for what swings or runs away", () => {
    expect(
      spans([finding("rapid learning", 0, 100), finding("plateau", 100, 200), finding("instability", 80, 150)]),
    ).toEqual([
      ["rapid learning", 0, 80],
      ["instability", 80, 150],
      ["plateau", 150, 200],
    ]);
    expect(spans([finding("convergence", 0, 100), finding("divergence", 40, 60)])).toEqual([
      ["convergence", 0, 40],
      ["divergence", 40, 60],
      ["convergence", 60, 100],
    ]);
    expect(spans([finding("plateau", 40, 60), finding("divergence", 0, 100)])).toEqual([["divergence", 0, 100]]);
  });

  it("are none of phases that the page does not know, or where nothing is known", () => {
    expect(spans([finding("enlightenment", 0, 10)])).toEqual([]);
    expect(bandsOf(null)).toEqual([]);
  });

  it("are found at a step; where two meet, the later one", () => {
    const bands = bandsOf(report([finding("rapid learning", 10, 600), finding("convergence", 600, 700)]));

    expect([5, 10, 600, 701].map((step) => bandAt(bands, step)?.phase)).toEqual([
      undefined,
      "rapid learning",
      "convergence",
      undefined,
    ]);
  });
});

describe("marks", () => {
  const steady = { name: "steady", sessions: [{ start_ms: 1, first_step: 0 }] };
  const resumed = { name: "resumed", sessions: [...steady.sessions, { start_ms: 2, first_step: 50 }] };

  it("are events, resumes and the beginnings of what is alarming, of all runs", () => {
    const broken = report(
      [finding("rapid learning", 0, 20), finding("divergence", 30, 90)],
      [finding("spike", 10, 12), finding("non-finite values", 90, 90)],
    );
    const marks = marksOf([
      { run: steady, report: broken },
      { run: resumed, report: null },
    ]);

    expect(marks.map(({ step, run, name, isAlarming }) => [step, run, name, isAlarming])).toEqual([
      [10, "steady", "spike", false],
      [30, "steady", "divergence", true],
      [50, "resumed", "resumed", false],
      [90, "steady", "non-finite values", true],
    ]);
  });
});
