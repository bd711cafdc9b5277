/** The text of an exported page. What comes from a run is escaped, whatever it says. Pure. */

import { ARCHIVE } from "../../ui/strings/archive";
import loader from "./loader.js?raw";

/** Nothing is fetched from anywhere, and the browser sees to it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src blob: data:",
  "media-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What can be seen before the program runs. */
const STYLE = `
body { margin: 0; font: 14px Roboto, Arial, sans-serif; background: #fff; color: #212121 }
#waiting, noscript p { max-width: 34em; margin: 20vh auto 0; padding: 0 24px; line-height: 1.6; text-align: center }
#waiting small { display: block; color: #616161 }
@media (prefers-color-scheme: dark) {
  body { background: #303030; color: #fff }
  #waiting small { color: #b8bcc2 }
}`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const TO_ESCAPE = /[&<>"']/gu;

/** The parts; most are packed already, in base 64: letters that mean nothing in HTML. */
export interface PageParts {
  readonly title: string;
  readonly program: string;
  /** Of other people's work that is in the program; text. */
  readonly licenses: string;
  readonly contents: string;
  readonly blocks: readonly string[];
}

/** Of what a block is called. */
export const BLOCK_ID = "block-";
const PACKED = "application/octet-stream;base64";

/** The page, piece by piece: together they may be more than a text can hold. */
export function pageText({ title, program, licenses, contents, blocks }: PageParts): string[] {
  const packed = (id: string, data: string): string[] => [`<script type="${PACKED}" id="${id}">`, data, "</script>\n"];
  return [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="ParamViz">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<noscript><style>#waiting { display: none }</style><p>${escaped(ARCHIVE.needsScript)}</p></noscript>
<p id="waiting" data-problem="${escaped(ARCHIVE.damagedFile)}">${escaped(ARCHIVE.opening)}<small>${escaped(ARCHIVE.needs)}</small></p>
`,
    ...packed("contents", contents),
    ...blocks.flatMap((data, number) => packed(`${BLOCK_ID}${number}`, data)),
    ...packed("program", program),
    `<script type="text/plain" id="licenses">\n${licenses.replaceAll("</", "<\\/")}</script>\n`,
    `<script>\n${loader}</script>\n</body>\n</html>\n`,
  ];
}

/** A text as it stands in HTML. */
export function escaped(text: string): string {
  return text.replace(TO_ESCAPE, (sign) => ESCAPES[sign] ?? sign);
}

/** How much of a page is neither program nor data. */
export function frameBytes(): number {
  return pageText({ title: "", program: "", licenses: "", contents: "", blocks: [] }).join("").length;
}
