import { marked } from "marked";
import { PAGE_STYLE } from "./explanations_page_style.ts";

/** The fuller page without a title. */
export class UntitledPageError extends Error {
  override name = "UntitledPageError";
}

const TITLE = /^# (.+)$/mu;
/** A section's anchor on the line above its heading: repositories show it as nothing, and link to it. */
const ANCHORED_HEADING = /^<a id="([a-z0-9_-]+)"><\/a>.*\n+(#{2,3}) (.+)$/gmu;

interface Chapter {
  readonly title: string;
  readonly id: string;
  readonly sections: ReadonlyArray<{ readonly title: string; readonly id: string }>;
}

/** The fuller page as a document that stands alone: its style inside, no scripts, light or dark as the browser is. */
export function explanationsPage(markdown: string): string {
  const title = TITLE.exec(markdown)?.[1];
  if (title === undefined) {
    throw new UntitledPageError("the fuller page has no title; it would begin with “# ” and its words");
  }
  const body = marked.parse(withoutRepository(markdown), { async: false, gfm: true });
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">', // without one, a browser asks TensorBoard for it in vain
    `<title>${escaped(title)} · ParamViz</title>`,
    `<style>${PAGE_STYLE}</style>`,
    "</head>",
    "<body>",
    navigation(chaptersOf(markdown)),
    `<main>${withIds(body)}</main>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** Ids of all anchors of the page, in their order. */
export function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/<a id="([^"]*)"><\/a>/gu)].map(([, id = ""]) => id);
}

/** Without links to other files of the repository, which are not there where the page is. */
function withoutRepository(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/gu, "$1");
}

/** Anchors as the ids of their headings, so that these are what a link marks. */
function withIds(html: string): string {
  return html.replace(
    /<p>((?:<a id="[a-z0-9_-]+"><\/a>\s*)+)<\/p>\s*<(h[23])>/gu,
    (_, anchors: string, tag: string) => {
      const [first = "", ...others] = anchorsOf(anchors);
      const more = others.map((id) => `<a id="${id}"></a>`).join("");
      return `<${tag} id="${first}">${more}`;
    },
  );
}

/** Second-level headings, each with the third-level ones below it. */
function chaptersOf(markdown: string): readonly Chapter[] {
  const chapters: Array<{ title: string; id: string; sections: Array<{ title: string; id: string }> }> = [];
  for (const [, id = "", level, title = ""] of markdown.matchAll(ANCHORED_HEADING)) {
    if (level === "##") {
      chapters.push({ title, id, sections: [] });
    } else {
      chapters.at(-1)?.sections.push({ title, id });
    }
  }
  return chapters;
}

function navigation(chapters: readonly Chapter[]): string {
  const items = chapters.map(
    ({ title, id, sections }) =>
      `<li><a href="#${id}">${escaped(title)}</a><ul>${sections.map(linkOf).join("")}</ul></li>`,
  );
  return `<nav aria-label="Contents"><ul>${items.join("")}</ul></nav>`;
}

function linkOf({ title, id }: { readonly title: string; readonly id: string }): string {
  return `<li><a href="#${id}">${escaped(title)}</a></li>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
