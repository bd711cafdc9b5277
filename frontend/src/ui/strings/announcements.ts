/** What is said aloud. */

import type { News, SelectedFacts, Situation } from "../../store/announcements";
import { measure, number, quoted } from "./format";
import { STRINGS } from "./page";

/** The news of a situation in one breath. */
export function announcement(news: readonly News[], now: Situation, facts: SelectedFacts | null): string {
  return news.map((one) => WORDS[one](now, facts)).join(". ");
}

const WORDS: Readonly<Record<News, (now: Situation, facts: SelectedFacts | null) => string>> = {
  view: ({ view }) => STRINGS[view],
  step: ({ step, phase, isNewest }) => {
    const at = isNewest ? `Newest step, ${number(step)}` : `Step ${number(Math.round(step))}`;
    return phase === null ? at : `${at}, ${phase}`;
  },
  phase: ({ step, phase, phaseStep }) => `${phase ?? ""} from step ${number(Math.round(phaseStep ?? step))}`,
  selection: (_, facts) => (facts === null ? "Nothing is selected" : selectionWords(facts)),
};

function selectionWords({ selected: { parameter, part, row, column }, label, value }: SelectedFacts): string {
  const whole = part === null ? parameter : `${part} of ${parameter}`;
  if (row === null) {
    return `${whole} is selected`;
  }
  if (column !== null) {
    return `Weight ${number(row)}, ${number(column)} of ${whole}${known("value", value)}`;
  }
  const its = label === null ? `Row ${number(row)}` : `${quoted(label)}, row ${number(row)}`;
  return `${its} of ${whole}${known("norm", value)}`;
}

function known(name: string, value: number): string {
  return Number.isFinite(value) ? `, ${name} ${measure(value)}` : "";
}
