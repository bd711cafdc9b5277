/** How the numbers of a chart are laid along its upright axis. Pure. */

export interface AxisScale {
  readonly isLogarithmic: boolean;
  readonly low: number;
  readonly high: number;
}

type Columns = readonly (readonly (number | null | undefined)[])[];

/** A logarithmic axis is made only for numbers that differ by so much. */
const LEAST_RATIO = 20;
const MARGIN = 0.06;

/** The axis on which some lines fill the height; 0 to 1 where there are no numbers. */
export function axisScale(columns: Columns, wantsLogarithm: boolean): AxisScale {
  const known = columns.flat().filter((value) => typeof value === "number" && Number.isFinite(value)) as number[];
  if (known.length === 0) {
    return { isLogarithmic: false, low: 0, high: 1 };
  }
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const positive = known.filter((value) => value > 0);
  const lowest = positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (wantsLogarithm && low >= 0 && high / lowest >= LEAST_RATIO) {
    const room = (high / lowest) ** MARGIN;
    return { isLogarithmic: true, low: lowest / room, high: high * room };
  }
  return { isLogarithmic: false, ...withRoom(low, high) };
}

function withRoom(low: number, high: number): { low: number; high: number } {
  if (low === high) {
    const half = Math.abs(low) * 0.1 || 1;
    return { low: low - half, high: high + half };
  }
  const room = (high - low) * MARGIN;
  // What is never negative does not look as if it were.
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

/** Lines without what has no place on an axis: 0 and below on a logarithmic one. */
export function onAxis(columns: Columns, { isLogarithmic }: AxisScale): Columns {
  return isLogarithmic
    ? columns.map((column) => column.map((value) => (typeof value === "number" && value <= 0 ? null : value)))
    : columns;
}
