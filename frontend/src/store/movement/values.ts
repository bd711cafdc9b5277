/** How every point moved, as a colour shows it. Pure. */

import type { Movement } from "../../answers";
import type { MovementValue } from "../../api";
import type { ColorBy } from "../choices";
import type { Range } from "../framing";
import type { CloudHistory, Clouds } from "../history";
import type { KnownMovement } from "./state";

/** Colours that say what happened in an interval. */
const VALUES = { movement: "distance", neighbor_change: "neighbor_change" } as const satisfies Partial<
  Record<ColorBy, MovementValue>
>;
export type MovementColor = keyof typeof VALUES;
/** Colours that say what a row is like at a step. */
export type SnapshotColor = Exclude<ColorBy, MovementColor>;

const LOWEST_SHARE = 0.01;
const HIGHEST_SHARE = 0.99;

export function isMovementColor(colorBy: ColorBy): colorBy is MovementColor {
  return colorBy in VALUES;
}

/** The number of every row that a colour needs; none where it needs none. */
export function neededValue(colorBy: ColorBy): MovementValue | undefined {
  return isMovementColor(colorBy) ? VALUES[colorBy] : undefined;
}

const arrays = new WeakMap<Movement, Float32Array>();

/** For each history one number per point, NaN where it is not known; null where there is no answer about its rows. */
export function pointValues(
  clouds: Clouds | null,
  answers: ReadonlyMap<string, KnownMovement>,
  colorBy: ColorBy,
): readonly (Float32Array | null)[] {
  const needed = neededValue(colorBy);
  return (clouds?.histories ?? []).map(({ run, rowIds }: CloudHistory) => {
    const known = answers.get(run);
    const values = known?.found?.values;
    const isFitting =
      needed !== undefined &&
      known?.of.values === needed &&
      known.of.parameter === clouds?.parameter &&
      values?.length === rowIds.length;
    return isFitting && known?.found ? numbersOf(known.found) : null;
  });
}

/** Made once, since the graphics card takes another array for other numbers. */
function numbersOf(found: Movement): Float32Array {
  const numbers = arrays.get(found) ?? Float32Array.from(found.values ?? [], (value) => value ?? Number.NaN);
  arrays.set(found, numbers);
  return numbers;
}

/** The numbers at the ends of the colours; null where there are none. Shares reach from none to all. */
export function movementRange(values: readonly (Float32Array | null)[], colorBy: MovementColor): Range | null {
  const known = values.flatMap((its) => (its === null ? [] : [...its].filter(Number.isFinite)));
  if (known.length === 0) {
    return null;
  }
  if (colorBy === "neighbor_change") {
    return [0, 1];
  }
  const sorted = Float32Array.from(known).sort();
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  return [at(LOWEST_SHARE), at(HIGHEST_SHARE)];
}
