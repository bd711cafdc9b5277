/** What a run went through as bands along the timeline, and what happened in it as marks. Pure. */

import type { Finding, PhaseReport, RunInfo } from "../../answers";

export const PHASES = [
  "initialization",
  "rapid learning",
  "convergence",
  "plateau",
  "instability",
  "divergence",
] as const;
export type Phase = (typeof PHASES)[number];

/** A stretch with a name; stretches do not overlap. */
export interface Band {
  readonly phase: Phase;
  readonly first: number;
  readonly last: number;
  readonly sentence: string;
}

/** Something that happened at a step. */
export interface Mark {
  readonly step: number;
  readonly run: string;
  /** `spike`, `resumed`, … */
  readonly name: string;
  readonly sentence: string;
  readonly isAlarming: boolean;
}

/** These lie over the others: they are what one must see. */
const ALARMING: readonly string[] = ["instability", "divergence", "non-finite values"];

/** The phases side by side, in order of their steps; what swings or runs away hides what lies under it. */
export function bandsOf(report: PhaseReport | null): readonly Band[] {
  const findings = (report?.phases ?? []).flatMap((finding) => {
    const phase = PHASES.find((name) => name === finding.name);
    return phase === undefined ? [] : [{ phase, finding }];
  });
  const alarming = findings.filter(({ phase }) => ALARMING.includes(phase));
  const free = findings
    .filter(({ phase }) => !ALARMING.includes(phase))
    .flatMap(({ phase, finding }) =>
      without(
        [finding.first_step, finding.last_step],
        alarming.map(({ finding: { first_step, last_step } }) => [first_step, last_step]),
      ).map((span) => band(phase, finding, span)),
    );
  return [...free, ...alarming.map(({ phase, finding }) => band(phase, finding, spanOf(finding)))].sort(
    (a, b) => a.first - b.first,
  );
}

/** The band at a step; of two that meet there the later one. */
export function bandAt(bands: readonly Band[], step: number): Band | null {
  return bands.findLast(({ first, last }) => first <= step && step <= last) ?? null;
}

/** Events, resumes and the beginnings of what is alarming, of all these runs, in order of their steps. */
export function marksOf(
  runs: ReadonlyArray<{ readonly run: Pick<RunInfo, "name" | "sessions">; readonly report: PhaseReport | null }>,
): readonly Mark[] {
  return inOrder(
    runs.flatMap(({ run: { name: run, sessions }, report }) => [
      ...sessions
        .slice(1)
        .map(({ first_step }): Mark => ({ step: first_step, run, name: RESUMED, sentence: "", isAlarming: false })),
      ...[...(report?.events ?? []), ...(report?.phases ?? []).filter(({ name }) => ALARMING.includes(name))].map(
        ({ first_step, name, sentence }): Mark => ({
          step: first_step,
          run,
          name,
          sentence,
          isAlarming: ALARMING.includes(name),
        }),
      ),
    ]),
  );
}

/** Marks in order of their steps. */
export function inOrder(marks: readonly Mark[]): readonly Mark[] {
  return [...marks].sort((a, b) => a.step - b.step);
}

/** The name of a mark where a training was resumed; the others are named by the server. */
export const RESUMED = "resumed";

type Span = readonly [first: number, last: number];

function spanOf({ first_step, last_step }: Finding): Span {
  return [first_step, last_step];
}

function band(phase: Phase, { sentence }: Finding, [first, last]: Span): Band {
  return { phase, first, last, sentence };
}

/** What is left of a span without others. */
function without(span: Span, others: readonly Span[]): readonly Span[] {
  return others.reduce<readonly Span[]>(
    (spans, [from, to]) =>
      spans.flatMap(([first, last]) =>
        to <= first || from >= last
          ? [[first, last] as const]
          : [[first, from] as const, [to, last] as const].filter(([start, end]) => start < end),
      ),
    [span],
  );
}
