/** Where a loss fell, from what was logged and from the phases that were found in it. Pure. */

import type { Finding, PhaseReport, ScalarSeries } from "../../answers";

/** A value of the loss, and when it was. */
export interface Reading {
  readonly step: number;
  readonly value: number;
}

/** The stretch in which the run learned fastest. */
export interface RapidStretch {
  readonly first: Reading;
  readonly last: Reading;
  /** Of all that the loss fell, 0 to 1; null where the server does not tell. */
  readonly share: number | null;
}

export interface LossFacts {
  readonly tag: string;
  readonly first: Reading;
  readonly last: Reading;
  /** Null where no such phase was found. */
  readonly rapid: RapidStretch | null;
  /** The first step at which half of its fall was over; null where it did not fall. */
  readonly halfStep: number | null;
}

/** A smaller share of its first value is no fall to speak of. */
const LEAST_FALL = 0.05;

const RAPID = "rapid learning";
const ALARMING: readonly string[] = ["divergence", "instability", "non-finite values"];

/** What there is to say of a loss; null where it has fewer than two finite values. */
export function lossFacts({ tag, steps, values }: ScalarSeries, report: PhaseReport | null): LossFacts | null {
  const readings = steps.flatMap((step, index): Reading[] => {
    const value = values[index] ?? Number.NaN;
    return Number.isFinite(value) ? [{ step, value }] : [];
  });
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || readings.length < 2) {
    return null;
  }
  const least = readings.reduce((lowest, { value }) => Math.min(lowest, value), first.value);
  const hasFallen = first.value - last.value > LEAST_FALL * Math.abs(first.value);
  const half = readings.find(({ value }) => value <= (first.value + least) / 2);
  return {
    tag,
    first,
    last,
    rapid: rapidStretch(readings, report),
    halfStep: hasFallen && half !== undefined ? half.step : null,
  };
}

/** What was found of the fastest learning, in a sentence; null where no such phase was found. */
export function rapidSentence(report: PhaseReport | null): string | null {
  return findingNamed(report, RAPID)?.sentence ?? null;
}

/** What went wrong, in a sentence; null where nothing is known to. */
export function alarmSentence(report: PhaseReport | null): string | null {
  const found = [...(report?.phases ?? []), ...(report?.events ?? [])].find(({ name }) => ALARMING.includes(name));
  return found?.sentence ?? null;
}

function findingNamed(report: PhaseReport | null, name: string): Finding | undefined {
  return report?.phases.find((phase) => phase.name === name);
}

/** The phase's own numbers where it has them, else those of the loss at its ends. */
function rapidStretch(readings: readonly Reading[], report: PhaseReport | null): RapidStretch | null {
  const found = findingNamed(report, RAPID);
  if (found === undefined) {
    return null;
  }
  const at = (step: number, logged: unknown): Reading => {
    const nearest = readings.reduce((best, one) =>
      Math.abs(one.step - step) < Math.abs(best.step - step) ? one : best,
    );
    return { step, value: typeof logged === "number" ? logged : nearest.value };
  };
  const share = found.evidence?.["share_of_fall"];
  const stretch = {
    first: at(found.first_step, found.evidence?.["loss_first"]),
    last: at(found.last_step, found.evidence?.["loss_last"]),
    share: typeof share === "number" ? share : null,
  };
  // A phase may be found in the weights alone.
  return stretch.last.value < stretch.first.value ? stretch : null;
}
