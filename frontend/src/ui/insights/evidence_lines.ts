/** An insight's evidence as lines: single numbers, and groups of them by layer or parameter. Pure. */

import type { Evidence } from "../../answers";
import { evidenceName, evidenceValue, shortened } from "../strings/evidence";
import { INSIGHTS } from "../strings/insights";

/** A longer list is not read to its end. */
export const MOST_LISTED = 6;

export interface EvidenceLine {
  readonly name: string;
  /** In full, where the name is shortened. */
  readonly title: string;
  readonly text: string;
}

/** A name with its number, or, where there are lines below it, with theirs. */
export interface EvidenceItem extends EvidenceLine {
  readonly lines: readonly EvidenceLine[];
}

type Things = Readonly<Record<string, Evidence>>;

/** What names one of several things in a list of them. */
const NAMING = ["parameter", "name", "layer", "label", "row"] as const;

/** All of it, in the server's order. `place` says how a parameter or a layer is called. */
export function evidenceItems(evidence: Things, place: (name: string) => string): readonly EvidenceItem[] {
  return Object.entries(evidence).map(([name, value]) => {
    const lines = linesOf(name, value, place);
    const rest = lines.length > MOST_LISTED ? INSIGHTS.more(lines.length - MOST_LISTED) : "";
    return {
      name: evidenceName(name),
      title: name,
      text: lines.length > 0 ? rest : single(name, value),
      lines: lines.slice(0, MOST_LISTED),
    };
  });
}

/** The lines of a value that has parts; none of a single one, and of a list of such. */
function linesOf(name: string, value: Evidence, place: (name: string) => string): readonly EvidenceLine[] {
  if (isList(value)) {
    const number = (index: number): string => (value.length === 1 ? "" : `${index + 1}`);
    return value.some(isThings) ? value.map((one, index) => lineOf(number(index), one, place)) : [];
  }
  return isThings(value)
    ? Object.entries(value).map(([key, one]) =>
        isThings(one) ? lineOf(key, one, place) : named(key, evidenceText(name, one), place),
      )
    : [];
}

/** A thing by its own name where it has one, and what is known of it. */
function lineOf(otherwise: string, thing: Evidence, place: (name: string) => string): EvidenceLine {
  if (!isThings(thing)) {
    return named(otherwise, evidenceText(otherwise, thing), place);
  }
  const naming = NAMING.find((key) => typeof thing[key] === "string" || typeof thing[key] === "number");
  const facts = Object.entries(thing)
    .filter(([key]) => key !== naming)
    .map(([key, value]) => factWords(key, value));
  const its = naming === undefined ? otherwise : String(thing[naming]);
  return named(naming === "layer" || naming === "row" ? `${naming} ${its}` : its, facts.join(" · "), place);
}

/** `dead 8`, `4.1 times`; a text speaks for itself. */
function factWords(key: string, value: Evidence): string {
  const text = evidenceText(key, value);
  return typeof value === "string" || text.endsWith(" times") ? text : `${evidenceName(key)} ${text}`;
}

function named(key: string, text: string, place: (name: string) => string): EvidenceLine {
  return { name: key === "" ? "" : shortened(place(key)), title: key, text };
}

function single(name: string, value: Evidence): string {
  return isThings(value) ? evidenceText(name, null) : evidenceText(name, value);
}

/** A value in one line: of a list its beginning. */
function evidenceText(name: string, value: Evidence): string {
  if (!isList(value)) {
    return evidenceValue(name, value);
  }
  const texts = value.slice(0, MOST_LISTED).map((one) => evidenceValue(name, one));
  const rest = value.length > MOST_LISTED ? ` ${INSIGHTS.more(value.length - MOST_LISTED)}` : "";
  return value.length === 0 ? "none" : `${texts.join(", ")}${rest}`;
}

function isList(value: Evidence | undefined): value is readonly Evidence[] {
  return Array.isArray(value);
}

function isThings(value: Evidence | undefined): value is Things {
  return typeof value === "object" && value !== null && !isList(value);
}
