/** The way from the model to a place in it. Pure. */

import type { Parameter } from "../../answers";
import type { Focus } from "../network/state";

/** One step of the way: what it is called, and where it leads. */
export interface Crumb {
  readonly label: string;
  readonly focus: Focus;
}

/** A module's number in a list of modules. */
const NUMBER = /^\d+$/u;

/** The modules on the way to a parameter or module, it included; without the model itself, whose path is empty. */
export function crumbsOf({ path, part }: Focus, parameters: readonly Parameter[]): readonly Crumb[] {
  const words = path === "" ? [] : path.split(".");
  const crumbs: Crumb[] = [];
  for (const [index, word] of words.entries()) {
    const itsPath = words.slice(0, index + 1).join(".");
    const next = words[index + 1];
    const isPlain = index > 0 && index === words.length - 1 && word === "weight";
    const isList = next !== undefined && NUMBER.test(next);
    // `h` goes with its number; `weight` is what everybody means by the module's name.
    if (!(isPlain || isList || holdsAll(itsPath, parameters))) {
      const previous = words[index - 1];
      const label = previous !== undefined && NUMBER.test(word) ? `${previous}.${word}` : word;
      crumbs.push({ label, focus: { path: itsPath, part: null } });
    }
  }
  return part === null ? crumbs : [...crumbs, { label: part, focus: { path, part } }];
}

/** A module that holds all there is is the model by another name. */
function holdsAll(path: string, parameters: readonly Parameter[]): boolean {
  return parameters.length > 0 && parameters.every(({ name }) => name.startsWith(`${path}.`));
}
