import { describe, expect, it } from "vitest";
import { anchorsOf, explanationsPage, UntitledPageError } from "./explanations_page";

const DOCUMENT = /^<!doctype html>\n<html lang="en">/u;
const FROM_ELSEWHERE = /<script|<link rel="(?!icon" href="data:,")|src=|@import|url\(/u;
const MARKDOWN = `# What & why

See [the design](design.md), [below](#statistic-norm) or [the paper](https://arxiv.org/abs/1412.6980).

<a id="statistics"></a>

## Statistics

<a id="statistic-q01"></a><a id="statistic-q99"></a>

### Quantiles

One per cent.

<a id="statistic-norm"></a>

### Norm

\`sqrt(sum w^2)\`

| step | norm |
| --- | ---: |
| 0 | 1.6 |
`;

describe("the fuller page", () => {
  const html = explanationsPage(MARKDOWN);

  it("stands alone: no scripts, nothing from elsewhere", () => {
    expect(html).toMatch(DOCUMENT);
    expect(html).not.toMatch(FROM_ELSEWHERE);
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("has the title, and contents that lead to every section", () => {
    expect(html).toContain("<title>What &amp; why · ParamViz</title>");
    expect(html).toContain('<a href="#statistics">Statistics</a>');
    expect(html).toContain(
      '<li><a href="#statistic-q01">Quantiles</a></li><li><a href="#statistic-norm">Norm</a></li>',
    );
  });

  it("makes anchors the ids of their headings; a second one stands inside", () => {
    expect(html).toContain('<h3 id="statistic-norm">Norm</h3>');
    expect(html).toContain('<h3 id="statistic-q01"><a id="statistic-q99"></a>Quantiles</h3>');
    expect(anchorsOf(MARKDOWN)).toEqual(["statistics", "statistic-q01", "statistic-q99", "statistic-norm"]);
  });

  it("keeps links that work from where it is served, and the words of the others", () => {
    expect(html).toContain("See the design, ");
    expect(html).toContain('<a href="#statistic-norm">below</a>');
    expect(html).toContain('<a href="https://arxiv.org/abs/1412.6980">the paper</a>');
  });

  it("has tables and formulas", () => {
    expect(html).toContain('<td align="right">1.6</td>');
    expect(html).toContain("<code>sqrt(sum w^2)</code>");
  });

  it("must have a title", () => {
    expect(() => explanationsPage("## Only a section")).toThrow(UntitledPageError);
  });
});
