/** Where in a model an insight is, in few words: layers that follow each other are one place. Pure. */

import type { Parameter } from "../../answers";

/** From one layer to another, both included. */
export interface LayerStretch {
  readonly first: number;
  readonly last: number;
}

export interface Places {
  readonly layers: readonly LayerStretch[];
  /** Names of parameters that are in no layer. */
  readonly others: readonly string[];
}

/** The layers of these parameters, and those of them that are in none; what the run does not have is named all the same. */
export function placesOf(names: readonly string[], parameters: readonly Pick<Parameter, "name" | "layer">[]): Places {
  const layers = new Map(parameters.map(({ name, layer }) => [name, layer]));
  const numbers = names.map((name) => layers.get(name)).filter((layer) => typeof layer === "number");
  const stretches: Array<{ first: number; last: number }> = [];
  for (const layer of [...new Set(numbers)].sort((a, b) => a - b)) {
    const latest = stretches.at(-1);
    if (latest?.last === layer - 1) {
      latest.last = layer;
    } else {
      stretches.push({ first: layer, last: layer });
    }
  }
  return { layers: stretches, others: [...new Set(names)].filter((name) => typeof layers.get(name) !== "number") };
}
