/** Statistics as lines over time: of a parameter, or of all that are of a kind; and several lines on one axis. Pure. */

import { KINDS, type Kind, kindOf } from "../kinds";
import type { NetworkHistory } from "../network/history";
import { LOST, statisticValues } from "./values";

export interface Line {
  readonly steps: readonly number[];
  /** One per step; NaN where it was not logged, `LOST` where the values it is made of are not finite. */
  readonly values: Float32Array;
}

/** Lines on one axis, as uPlot wants them: null is a gap, undefined a step that only other lines have. */
export interface AlignedLines {
  readonly steps: readonly number[];
  readonly columns: readonly (readonly (number | null | undefined)[])[];
}

/** A statistic of one parameter, by its number. */
export function parameterLine(history: NetworkHistory, parameter: number, statistic: string): Line {
  return { steps: stepsOf(history), values: statisticValues(history, [parameter], statistic) };
}

/**
 * A statistic of all parameters of each kind among some: the norm of all of them together, the number of all their values
 * that are not finite, of everything else the median.
 */
export function kindLines(
  history: NetworkHistory,
  shown: ReadonlySet<number>,
  statistic: string,
): ReadonlyMap<Kind, Line> {
  const steps = stepsOf(history);
  const lines = new Map<Kind, Line>();
  for (const kind of KINDS) {
    const its = [...shown].filter((parameter) => kindOf(history.run.parameters[parameter]?.kind ?? "") === kind);
    if (its.length > 0) {
      const table = statisticValues(history, its, statistic);
      const values = Float32Array.from(steps, (_, t) =>
        together(
          statistic,
          its.map((_parameter, row) => table[row * steps.length + t] ?? Number.NaN),
        ),
      );
      lines.set(kind, { steps, values });
    }
  }
  return lines;
}

/** How the numbers of several parameters become one. */
function together(statistic: string, values: readonly number[]): number {
  if (values.includes(LOST)) {
    return LOST;
  }
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) {
    return Number.NaN;
  }
  switch (statistic) {
    case "norm":
    case "grad_norm":
      return Math.sqrt(known.reduce((sum, value) => sum + value * value, 0));
    case "nonfinite":
    case "grad_nonfinite":
      return known.reduce((sum, value) => sum + value, 0);
    default:
      return median(known);
  }
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

function stepsOf({ statistics }: NetworkHistory): readonly number[] {
  return statistics.map(({ step }) => step);
}

/** Brings lines onto one axis. */
export function aligned(lines: readonly Line[]): AlignedLines {
  const steps = [...new Set(lines.flatMap((line) => line.steps))].sort((a, b) => a - b);
  const places = new Map(steps.map((step, place) => [step, place]));
  const columns = lines.map((line) => {
    const column = new Array<number | null | undefined>(steps.length).fill(undefined);
    for (const [t, step] of line.steps.entries()) {
      const value = line.values[t] ?? Number.NaN;
      column[places.get(step) ?? 0] = Number.isFinite(value) ? value : null;
    }
    return column;
  });
  return { steps, columns };
}

/** Steps at which any of the lines is lost, ascending. */
export function lostSteps(lines: readonly Line[]): readonly number[] {
  const lost = lines.flatMap(({ steps, values }) => steps.filter((_, t) => values[t] === LOST));
  return [...new Set(lost)].sort((a, b) => a - b);
}
