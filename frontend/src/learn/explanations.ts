/** Explanations of what the page shows, fetched when the first one is asked for. */

import type { LearnSubject } from "./subjects";

export interface Explanation {
  readonly title: string;
  /** Two or three sentences, plain text, as the texts below. */
  readonly what: string;
  /** What to expect at the start of training, at its end, and what would be a bad sign. */
  readonly start: string;
  readonly end: string;
  readonly warning: string;
  /** Of its section in the fuller page. */
  readonly anchor: string;
  /** The fuller page at that anchor. */
  readonly address: string;
}

/** A subject that no content file explains. */
export class UnexplainedSubjectError extends Error {
  override name = "UnexplainedSubjectError";
}

const SENTENCE_END = /[.!?](?=\s+[A-Z])/u;

/** How a text begins, where there is room for no more. */
export function firstSentence(text: string): string {
  const end = SENTENCE_END.exec(text);
  return end === null ? text : text.slice(0, end.index + 1);
}

/** What there is to say of a subject. Rejects where TensorBoard does not answer, and with `UnexplainedSubjectError`. */
export async function explanationOf({ id, title }: LearnSubject): Promise<Explanation> {
  const { texts, page } = await import("virtual:explanations");
  const its = texts[id];
  if (its === undefined) {
    throw new UnexplainedSubjectError(`no file in learn/content has a section “## ${id}”`);
  }
  return { title, ...its, anchor: id, address: `${page}#${id}` };
}
