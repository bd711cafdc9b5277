/** From the text of a content file to explanations. Pure; a mistake in a file is named, with its line. */

/** What a subject is, what to expect of it, and what would be a bad sign, in plain text. */
export interface ExplanationTexts {
  readonly what: string;
  readonly start: string;
  readonly end: string;
  readonly warning: string;
}

/** The ways in which a content file can be wrong. */
export type ContentFault =
  /** A heading whose id is none, or that is there twice, or no heading at all. */
  | "subject id"
  /** A paragraph that begins with none of the labels. */
  | "unlabelled text"
  /** A label that is there twice, out of its order, or without a text. */
  | "label"
  /** A section without one of the labels. */
  | "missing label"
  /** Signs of Markdown in a text that is shown as it is written. */
  | "markup";

/** A content file that cannot be read as it is. */
export class ContentError extends Error {
  override name = "ContentError";

  constructor(
    readonly fault: ContentFault,
    file: string,
    line: number,
    problem: string,
  ) {
    super(`${file}, line ${line}: ${problem}`);
  }
}

/** The paragraphs of a section, in this order. */
export const LABELS = [
  ["What", "what"],
  ["At the start", "start"],
  ["At the end", "end"],
  ["A bad sign", "warning"],
] as const satisfies ReadonlyArray<readonly [string, keyof ExplanationTexts]>;

const WORDS = LABELS.map(([label]) => `“${label}:”`).join(", ");
const HEADING = /^## (.*)$/u;
const ID = /^[a-z]+-[a-z0-9_]+(?:-[a-z0-9_]+)*$/u;
const LABELLED = /^([A-Z][A-Za-z ]*):(?:\s+|$)(.*)$/su;
const LINE_END = /\r?\n/u;
const MARKUP = /[`*<>[\]\\]/u;

/** A line or a paragraph, and the line of the file that it begins in. */
interface Block {
  readonly text: string;
  readonly line: number;
}

/**
 * The sections of a content file, by their ids. What stands before the first heading is for those who edit the file.
 * Throws a `ContentError` with the fault, the line and what would be right.
 */
export function parseExplanations(file: string, text: string): ReadonlyMap<string, ExplanationTexts> {
  const found = new Map<string, ExplanationTexts>();
  for (const { heading, paragraphs } of sectionsOf(blocksOf(text))) {
    const id = idOf(file, heading);
    if (found.has(id)) {
      throw new ContentError("subject id", file, heading.line, `“${id}” is there twice; each subject has one section`);
    }
    found.set(id, textsOf(file, heading, paragraphs));
  }
  if (found.size === 0) {
    throw new ContentError(
      "subject id",
      file,
      1,
      "there is no section; each begins with a line such as “## statistic-norm”",
    );
  }
  return found;
}

/** Paragraphs, their lines joined, and headings. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const [index, full] of text.split(LINE_END).entries()) {
    const line = full.trim();
    const last = blocks.at(-1);
    const isHeading = line.startsWith("#");
    if (line !== "" && isOpen && !isHeading && last !== undefined) {
      blocks[blocks.length - 1] = { ...last, text: `${last.text} ${line}` };
    } else if (line !== "") {
      blocks.push({ text: line, line: index + 1 });
    }
    isOpen = line !== "" && !isHeading;
  }
  return blocks;
}

interface Section {
  readonly heading: Block;
  readonly paragraphs: Block[];
}

function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const sections: Section[] = [];
  for (const block of blocks) {
    if (block.text.startsWith("##")) {
      sections.push({ heading: block, paragraphs: [] });
    } else {
      sections.at(-1)?.paragraphs.push(block);
    }
  }
  return sections;
}

function idOf(file: string, { text, line }: Block): string {
  const id = HEADING.exec(text)?.[1]?.trim() ?? "";
  if (!ID.test(id)) {
    throw new ContentError(
      "subject id",
      file,
      line,
      `“${text}” is no heading of a subject; it would be “## ” and an id in small letters, such as “statistic-norm”`,
    );
  }
  return id;
}

function textsOf(file: string, heading: Block, paragraphs: readonly Block[]): ExplanationTexts {
  const texts: Partial<Record<keyof ExplanationTexts, string>> = {};
  let reached = -1;
  for (const paragraph of paragraphs) {
    const { place, text } = labelled(file, paragraph);
    if (place <= reached) {
      throw new ContentError(
        "label",
        file,
        paragraph.line,
        `“${LABELS[place]?.[0]}:” is not in its place; the order is ${WORDS}`,
      );
    }
    reached = place;
    texts[(LABELS[place] as (typeof LABELS)[number])[1]] = text;
  }
  const missing = LABELS.find(([, key]) => texts[key] === undefined);
  if (missing !== undefined) {
    throw new ContentError(
      "missing label",
      file,
      heading.line,
      `“${heading.text}” has no paragraph “${missing[0]}:”; each section has ${WORDS}`,
    );
  }
  return texts as ExplanationTexts;
}

function labelled(file: string, { text: full, line }: Block): { readonly place: number; readonly text: string } {
  const [, label, text = ""] = LABELLED.exec(full) ?? [];
  const place = LABELS.findIndex(([name]) => name === label);
  if (place < 0) {
    throw new ContentError(
      "unlabelled text",
      file,
      line,
      `“${full.slice(0, 40)}” begins with none of the labels ${WORDS}`,
    );
  }
  if (text === "") {
    throw new ContentError("label", file, line, `nothing stands behind “${label}:”`);
  }
  const sign = MARKUP.exec(text);
  if (sign !== null) {
    throw new ContentError(
      "markup",
      file,
      line,
      `“${sign[0]}” would be shown as it is: the texts are plain, without Markdown`,
    );
  }
  return { place, text };
}
