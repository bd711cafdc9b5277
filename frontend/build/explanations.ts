import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { type ExplanationTexts, parseExplanations } from "./explanation_parser.ts";
import { explanationsPage } from "./explanations_page.ts";

const MODULE = "virtual:explanations";
const FRONTEND = join(dirname(fileURLToPath(import.meta.url)), "..");
const CONTENT = join(FRONTEND, "src", "learn", "content");
/** The fuller page, as people read it in the repository. */
export const FULLER_PAGE = join(FRONTEND, "..", "docs", "explanations.md");
/** Where the development server has it. */
const SERVED_AT = "/explanations.html";

/** A subject that two content files explain. */
export class RepeatedSubjectError extends Error {
  override name = "RepeatedSubjectError";
}

/** All subjects of the content files, by their ids. */
export function readExplanations(folder = CONTENT): Readonly<Record<string, ExplanationTexts>> {
  const all: Record<string, ExplanationTexts> = {};
  for (const file of contentFiles(folder)) {
    for (const [id, texts] of parseExplanations(file, readFileSync(join(folder, file), "utf8"))) {
      if (all[id] !== undefined) {
        throw new RepeatedSubjectError(`${file}: “${id}” is explained in another file of ${folder}, too`);
      }
      all[id] = texts;
    }
  }
  return all;
}

function contentFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort();
}

function page(): string {
  return explanationsPage(readFileSync(FULLER_PAGE, "utf8"));
}

/**
 * Puts the content files, checked, into a module of their own that the page imports when somebody asks, and the fuller
 * page beside it as a file of HTML, unless the page is to do without other files.
 */
export function explanations({ hasFullerPage = true } = {}): Plugin {
  let isServing = false;
  return {
    name: "explanations",
    configResolved: ({ command }) => {
      isServing = command === "serve";
    },
    configureServer: ({ middlewares }) => {
      middlewares.use(SERVED_AT, (_request, response) => {
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(page());
      });
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) {
        return;
      }
      for (const path of [FULLER_PAGE, ...contentFiles(CONTENT).map((name) => join(CONTENT, name))]) {
        this.addWatchFile(path);
      }
      const address =
        isServing || !hasFullerPage
          ? JSON.stringify(hasFullerPage ? SERVED_AT : "")
          : `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name: "explanations.html", source: page() })}`;
      return `export const texts = ${JSON.stringify(readExplanations())};\nexport const page = ${address};`;
    },
  };
}
