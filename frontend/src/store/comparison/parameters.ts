/** Which parameters of two runs can be compared, and which cannot. Pure. */

import type { Parameter } from "../../answers";
import { isSameMatrix } from "../network/quantities";

export interface ParameterMatch {
  /** How many are in both, in the same shape. */
  readonly common: number;
  /** Names of those that only the one has, and of those that only the other has. */
  readonly onlyHere: readonly string[];
  readonly onlyThere: readonly string[];
  /** In both, of different shapes: `768 × 2304, there 384 × 1152`. */
  readonly reshaped: ReadonlyArray<{
    readonly name: string;
    readonly here: readonly number[];
    readonly there: readonly number[];
  }>;
}

/** Compares two runs' parameters by their names. */
export function matchParameters(here: readonly Parameter[], there: readonly Parameter[]): ParameterMatch {
  const others = new Map(there.map((parameter) => [parameter.name, parameter]));
  const names = new Set(here.map(({ name }) => name));
  const pairs = here.flatMap((parameter) => {
    const other = others.get(parameter.name);
    return other === undefined ? [] : [{ parameter, other, isSame: isSameMatrix(parameter, other) }];
  });
  return {
    common: pairs.filter(({ isSame }) => isSame).length,
    onlyHere: here.filter(({ name }) => !others.has(name)).map(({ name }) => name),
    onlyThere: there.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    reshaped: pairs
      .filter(({ isSame }) => !isSame)
      .map(({ parameter, other }) => ({ name: parameter.name, here: parameter.shape, there: other.shape })),
  };
}
