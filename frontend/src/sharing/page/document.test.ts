import { expect, test } from "vitest";
import { escaped, pageText } from "./document";

const LICENSES = "Copyright © somebody <somebody@example.org>";
const HOSTILE = `</title></script><script>alert(1)</script><!-- "quoted" & 'so' 你好 \u2028`;

function page(title: string): string {
  return pageText({ title, program: "UFJP", licenses: LICENSES, contents: "Q09O", blocks: ["QkxP", "Q0tT"] }).join("");
}

const ADDRESS = /(?:src|href)=/u;
const EXPLANATION = /<noscript>.*JavaScript.*<\/noscript>/u;

test("a title says what it says, and does nothing", () => {
  const text = page(HOSTILE);

  expect(text).not.toContain("alert(1)</script>");
  expect(text).not.toContain("<!-- ");
  expect(text).toContain(`<title>${escaped(HOSTILE)}</title>`);
  expect(text).toContain("你好");
});

test("scripts are those of the page: its parts, its program and what unpacks it", () => {
  const text = page(HOSTILE);

  expect(text.match(/<script[\s>]/gu)).toHaveLength(6);
  expect(text.match(/<\/script>/gu)).toHaveLength(6);
});

test("the licences of other people's work in the program can be read in the file", () => {
  expect(page("run")).toContain(`\n${LICENSES}</script>`);
});

test("the page forbids itself every request", () => {
  expect(page("run")).toContain("default-src &#39;none&#39;");
  expect(page("run")).not.toMatch(ADDRESS);
});

test("whoever has switched scripts off reads why nothing is there", () => {
  expect(page("run")).toMatch(EXPLANATION);
});
