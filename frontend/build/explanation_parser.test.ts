import { describe, expect, it } from "vitest";
import { ContentError, type ContentFault, parseExplanations } from "./explanation_parser";

const NORM = `## statistic-norm

What: How far the weights are from zero,
taken together.

At the start: Small.

At the end: Larger: some times.

A bad sign: It explodes.
`;

const parse = (text: string): ReturnType<typeof parseExplanations> => parseExplanations("statistics.md", text);

describe("a content file", () => {
  it("has a section for each subject, with four paragraphs", () => {
    const found = parse(`# Statistics\n\nFor those who edit: keep it short.\n\n${NORM}`);

    expect([...found]).toEqual([
      [
        "statistic-norm",
        {
          what: "How far the weights are from zero, taken together.",
          start: "Small.",
          end: "Larger: some times.",
          warning: "It explodes.",
        },
      ],
    ]);
  });

  it("may come from Windows, and need no empty line below a heading", () => {
    const text = NORM.replace("norm\n\n", "norm\n").replaceAll("\n", "\r\n");

    expect(parse(text).get("statistic-norm")).toEqual(parse(NORM).get("statistic-norm"));
  });

  it("may have many sections", () => {
    expect([...parse(NORM + NORM.replace("norm", "rms")).keys()]).toEqual(["statistic-norm", "statistic-rms"]);
  });
});

describe("a mistake is named with its line", () => {
  it.each([
    ["no section", "", "subject id", "line 1: there is no section"],
    ["a subject twice", NORM + NORM, "subject id", "line 11: “statistic-norm” is there twice"],
    ["an id with spaces", NORM.replace("statistic-norm", "The norm"), "subject id", "line 1: “## The norm”"],
    ["a heading one level down", NORM.replace("##", "###"), "subject id", "line 1: “### statistic-norm”"],
    ["a misspelt label", NORM.replace("At the end", "In the end"), "unlabelled text", "line 8: “In the end"],
    ["text without a label", `${NORM}\nAnd more.`, "unlabelled text", "line 12: “And more.”"],
    ["a label twice", `${NORM}\nWhat: Again.`, "label", "line 12: “What:” is not in its place"],
    ["no text", NORM.replace("Small.", ""), "label", "line 6: nothing stands behind “At the start:”"],
    ["a missing label", NORM.replace("A bad sign: It explodes.", ""), "missing label", "“A bad sign:”"],
    ["Markdown", NORM.replace("Small", "**Small**"), "markup", "line 6: “*” would be shown"],
    ["HTML", NORM.replace("Small", "<script>"), "markup", "line 6: “<”"],
  ] as const)("%s", (_, text, fault, words) => {
    const error = errorOf(text);

    expect(error).toBeInstanceOf(ContentError);
    expect(error.fault satisfies ContentFault).toBe(fault);
    expect(error.message).toContain("statistics.md, ");
    expect(error.message).toContain(words);
  });

  it("labels out of their order", () => {
    const paragraphs = NORM.trim().split("\n\n");
    const turned = [paragraphs[0], paragraphs[1], paragraphs[3], paragraphs[2], paragraphs[4]].join("\n\n");

    expect(errorOf(turned).message).toContain("“At the start:” is not in its place; the order is “What:”");
  });
});

function errorOf(text: string): ContentError {
  try {
    parse(text);
  } catch (error) {
    return error as ContentError;
  }
  throw new Error("nothing is wrong with this file");
}
