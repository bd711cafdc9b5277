/** The hyperparameters in which runs differ. Pure. */

import type { ConfigValue } from "../../answers";

/** A value that stands in one cell. */
export type PlainValue = number | string | boolean | null;

/** A hyperparameter with its value in each run; undefined where a run has none of that name. */
export interface Hyperparameter {
  readonly name: string;
  readonly values: ReadonlyArray<PlainValue | undefined>;
}

export type Config = Readonly<Record<string, ConfigValue>>;

/** A configuration without nesting: the names of what is nested are joined by dots; a list is one value. */
export function flattened(config: Config, path = ""): ReadonlyMap<string, PlainValue> {
  return new Map(
    Object.entries(config).flatMap(([name, value]) => {
      const full = `${path}${name}`;
      return isNested(value) ? [...flattened(value, `${full}.`)] : [[full, plainValue(value)] as const];
    }),
  );
}

/** What is not the same in all of these runs, or missing in some of them, in order of names; where files lie comes last. */
export function differences(configs: readonly Config[]): readonly Hyperparameter[] {
  const flat = configs.map((config) => flattened(config));
  const names = [...new Set(flat.flatMap((values) => [...values.keys()]))].sort();
  return names
    .map((name) => ({ name, values: flat.map((values) => values.get(name)) }))
    .filter(({ values }) => values.some((value) => value !== values[0]))
    .sort((a, b) => Number(isPath(a)) - Number(isPath(b)));
}

function isPath({ values }: Hyperparameter): boolean {
  return values.some((value) => typeof value === "string" && value.includes("/"));
}

function isNested(value: ConfigValue): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function plainValue(value: Exclude<ConfigValue, Config> | ConfigValue): PlainValue {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
