import { describe, expect, it } from "vitest";
import {
  ContentError,
  LabelError,
  MarkupError,
  MissingLabelError,
  parseExplanations,
  SubjectIdError,
  UnlabelledTextError,
} from "./explanation_parser";

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
    ["no section", "", SubjectIdError, "line 1: there is no section"],
    ["a subject twice", NORM + NORM, SubjectIdError, "line 11: “statistic-norm” is there twice"],
    ["an id with spaces", NORM.replace("statistic-norm", "The norm"), SubjectIdError, "line 1: “## The norm”"],
    ["a heading one level down", NORM.replace("##", "###"), SubjectIdError, "line 1: “### statistic-norm”"],
    ["a misspelt label", NORM.replace("At the end", "In the end"), UnlabelledTextError, "line 8: “In the end"],
    ["text without a label", `${NORM}\nAnd more.`, UnlabelledTextError, "line 12: “And more.”"],
    ["a label twice", `${NORM}\nWhat: Again.`, LabelError, "line 12: “What:” is not in its place"],
    ["no text", NORM.replace("Small.", ""), LabelError, "line 6: nothing stands behind “At the start:”"],
    ["a missing label", NORM.replace("A bad sign: It explodes.", ""), MissingLabelError, "“A bad sign:”"],
    ["Markdown", NORM.replace("Small", "**Small**"), MarkupError, "line 6: “*” would be shown"],
    ["HTML", NORM.replace("Small", "<script>"), MarkupError, "line 6: “<”"],
  ] as const)("%s", (_, text, kind, words) => {
    expect(() => parse(text)).toThrow(kind);
    expect(() => parse(text)).toThrow(words);
    expect(() => parse(text)).toThrow(ContentError);
    expect(() => parse(text)).toThrow("statistics.md, ");
  });

  it("labels out of their order", () => {
    const paragraphs = NORM.trim().split("\n\n");
    const turned = [paragraphs[0], paragraphs[1], paragraphs[3], paragraphs[2], paragraphs[4]].join("\n\n");

    expect(() => parse(turned)).toThrow(LabelError);
  });
});
