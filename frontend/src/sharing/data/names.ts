/** How the parameters of an export are named: one by one, or, where they are too many, by patterns. Pure. */

import type { Parameter } from "../../answers";

/** So many names and patterns the route takes. */
const MOST_NAMES = 256;
/** With all that escapes add it stays below the 64 KiB that a request may have. */
const MOST_CHARACTERS = 20_000;

const NUMBER = /^\d+$/u;
/** Signs that mean something in a pattern, or between two. */
const SPECIAL = /[*?[\],]/u;

type Named = Pick<Parameter, "name" | "aliases">;

/** The names of the chosen parameters, or patterns that fit no others; null where there are too many of both. */
export function namesFor(all: readonly Named[], chosen: ReadonlySet<Named>): readonly string[] | null {
  const names = [...chosen].map(({ name }) => name);
  if (isShort(names)) {
    return names;
  }
  const others = all.filter((parameter) => !chosen.has(parameter)).flatMap(({ name, aliases }) => [name, ...aliases]);
  const patterns = new Set<string>();
  for (const name of names) {
    const pattern = patternOf(name);
    patterns.add(pattern === null || others.some((other) => fits(other, pattern)) ? name : pattern);
  }
  return isShort([...patterns]) ? [...patterns] : null;
}

function isShort(names: readonly string[]): boolean {
  return names.length <= MOST_NAMES && names.reduce((sum, name) => sum + name.length, 0) <= MOST_CHARACTERS;
}

/** A name with the numbers of its modules left open; null where its own signs would be read as a pattern. */
function patternOf(name: string): string | null {
  return SPECIAL.test(name)
    ? null
    : name
        .split(".")
        .map((word) => (NUMBER.test(word) ? "*" : word))
        .join(".");
}

/** Whether a pattern, in which `*` stands for any part of a name, fits. */
function fits(name: string, pattern: string): boolean {
  let place = 0;
  const pieces = pattern.split("*");
  const [start = ""] = pieces;
  const end = pieces.at(-1) ?? "";
  if (pieces.length === 1) {
    return name === pattern;
  }
  if (!(name.startsWith(start) && name.endsWith(end)) || name.length < start.length + end.length) {
    return false;
  }
  place = start.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, place);
    if (found < 0) {
      return false;
    }
    place = found + piece.length;
  }
  return place <= name.length - end.length;
}
