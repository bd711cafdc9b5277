/** Which parameters are shown: by kind, layer and name. Pure. */

import type { Parameter, RunInfo } from "../../answers";
import type { Choices, LayerRange } from "../choices";
import { kindOf } from "../kinds";

/** What hides parameters. */
export type ParameterFilter = Pick<Choices, "hiddenKinds" | "layers" | "parameterFilter">;

/** The numbers of a run's parameters that pass; those of layers outside the range do not, those of no layer do. */
export function shownParameters({ parameters }: RunInfo, filter: ParameterFilter): ReadonlySet<number> {
  const passesName = nameTest(filter.parameterFilter);
  const shown = new Set<number>();
  for (const [index, parameter] of parameters.entries()) {
    if (
      !filter.hiddenKinds.has(kindOf(parameter.kind)) &&
      isInside(parameter, filter.layers) &&
      passesName(parameter)
    ) {
      shown.add(index);
    }
  }
  return shown;
}

/** The first and the last layer of some runs; null where they have none. */
export function layersOf(runs: readonly RunInfo[]): LayerRange | null {
  const layers = runs.flatMap(({ parameters }) => parameters.flatMap(({ layer }) => (layer === null ? [] : [layer])));
  return layers.length === 0
    ? null
    : { first: layers.reduce((a, b) => Math.min(a, b)), last: layers.reduce((a, b) => Math.max(a, b)) };
}

function isInside({ layer }: Parameter, layers: LayerRange | null): boolean {
  return layer === null || layers === null || (layer >= layers.first && layer <= layers.last);
}

/** A text passes where it is in a name or an alias, or fits as a regular expression. */
function nameTest(text: string): (parameter: Parameter) => boolean {
  const lower = text.toLowerCase();
  let pattern: RegExp | null = null;
  try {
    // Without the flag u: people write escapes that it refuses.
    pattern = new RegExp(text, "i");
  } catch {
    pattern = null;
  }
  const passes = (name: string): boolean => name.toLowerCase().includes(lower) || (pattern?.test(name) ?? false);
  return ({ name, aliases }) => text === "" || passes(name) || aliases.some(passes);
}
