import { readFileSync } from "node:fs";
import { page, texts } from "virtual:explanations";
import { describe, expect, it } from "vitest";
import { FULLER_PAGE } from "../../build/explanations";
import { anchorsOf } from "../../build/explanations_page";
import { COLOR_BYS, QUANTITIES } from "../store/choices";
import { KINDS } from "../store/kinds";
import { PHASES } from "../store/timeline/findings";
import { STATISTIC_GROUPS } from "../ui/strings/statistics";
import { explanationOf, firstSentence, UnexplainedSubjectError } from "./explanations";
import {
  AXES,
  cellColorSubject,
  colorSubject,
  EVENTS,
  eventSubject,
  type LearnSubject,
  parameterSubject,
  phaseSubject,
  statisticSubject,
} from "./subjects";

const ROOT = new URL("../../../", import.meta.url);
const STATISTICS = /STATISTIC_NAMES.*= \(([\s\S]*?)\n\)/u;
const LITERALS = /^(?:Kind|PartName) = Literal\[(.*)\]$/gmu;
const WORD = /"(\w+)"/gu;
const PHASES_ROUTE = /## `GET phases`([\s\S]*?)\n## /u;
const FINDING = /^\| `([a-z -]+)` \| (?!required)/gmu;
const SUBJECT = /^(?:parameter|statistic|phase|event|color|cells|picture)-/u;
const SENTENCE = /^[A-Z0].*\.$/u;
const SENTENCE_ENDS = /(?<=[.!?])\s+(?=[A-Z0])/u;
const PARTS = [null, "query", "key", "value", "output", "fc", "projection"];

function parameterSubjects(): readonly LearnSubject[] {
  return KINDS.flatMap((kind) =>
    PARTS.flatMap((part) =>
      [false, true].flatMap((isBias) =>
        [false, true].map((isTiedHead) => parameterSubject({ kind, part, isBias, isTiedHead })),
      ),
    ),
  );
}

const ALL = [
  ...parameterSubjects(),
  ...STATISTIC_GROUPS.flatMap(({ statistics }) => Object.keys(statistics).map(statisticSubject)),
  ...PHASES.map(phaseSubject),
  ...EVENTS.map(eventSubject),
  ...([...COLOR_BYS, "distance", "runs", "map"] as const).map(colorSubject),
  ...([...QUANTITIES, "difference", "nonfinite"] as const).map(cellColorSubject),
  AXES,
].filter((subject) => subject !== null);

describe("every subject", () => {
  it("that the page knows has its section in the content, and no section is left over", () => {
    expect(new Set(Object.keys(texts))).toEqual(new Set(ALL.map(({ id }) => id)));
  });

  it("has its section in the fuller page, and no anchor there is a subject that is none", () => {
    const anchors = anchorsOf(readFileSync(FULLER_PAGE, "utf8"));
    const ofSubjects = anchors.filter((anchor) => SUBJECT.test(anchor));

    expect(new Set(ofSubjects)).toEqual(new Set(Object.keys(texts)));
    expect(anchors).toHaveLength(new Set(anchors).size);
  });

  it("has a title that a person can read", () => {
    expect(ALL.filter(({ title }) => title === "" || title.includes("_"))).toEqual([]);
  });
});

describe("the words of the format and of the routes", () => {
  const names = readFileSync(new URL("tensorboard_plugin_paramviz/format/names.py", ROOT), "utf8");
  const api = readFileSync(new URL("tensorboard_plugin_paramviz/serving/http_api.md", ROOT), "utf8");

  it("are all explained: statistics", () => {
    const [, tuple = ""] = STATISTICS.exec(names) ?? [];
    const logged = [...tuple.matchAll(WORD)].map(([, name = ""]) => name);

    expect(logged).toHaveLength(26);
    expect(logged.filter((name) => texts[`statistic-${name}`] === undefined)).toEqual([]);
  });

  it("are all explained: kinds and parts", () => {
    const literals = [...names.matchAll(LITERALS)].flatMap(([, list = ""]) =>
      [...list.matchAll(WORD)].map(([, name = ""]) => name),
    );

    expect(literals).toHaveLength(KINDS.length + PARTS.length - 1);
    expect(literals.filter((name) => texts[`parameter-${name}`] === undefined)).toEqual([]);
  });

  it("are all explained: phases and events", () => {
    const [, section = ""] = PHASES_ROUTE.exec(api) ?? [];
    const found = [...section.matchAll(FINDING)].map(([, name = ""]) => name);

    expect(found).toContain("plateau");
    expect(found).toContain("dead units");
    expect(found.filter((name) => eventSubject(name) === null)).toEqual([]);
  });
});

describe("a parameter", () => {
  const whole = { kind: "attention", part: null, isBias: false, isTiedHead: false } as const;

  it("is told from its parts, a bias from a weight, and a tied embedding from others", () => {
    expect(parameterSubject(whole).id).toBe("parameter-attention");
    expect(parameterSubject({ ...whole, part: "key" })).toEqual({ id: "parameter-key", title: "Key" });
    expect(parameterSubject({ ...whole, part: "key", isBias: true }).id).toBe("parameter-key_bias");
    expect(parameterSubject({ ...whole, part: "output", isBias: true }).id).toBe("parameter-attention_bias");
    expect(parameterSubject({ ...whole, kind: "token_embedding", isTiedHead: true }).id).toBe(
      "parameter-tied_embedding",
    );
  });

  it("of a part that the page does not know is explained as a whole", () => {
    expect(parameterSubject({ ...whole, part: "gate" }).id).toBe("parameter-attention");
    expect(parameterSubject({ ...whole, part: "constructor" }).id).toBe("parameter-attention");
    expect(parameterSubject({ ...whole, kind: "token_embedding", isBias: true }).id).toBe("parameter-other_bias");
  });
});

describe("what the page does not know", () => {
  it("is no subject", () => {
    expect(statisticSubject("kurtosis")).toBeNull();
    expect(eventSubject("grokking")).toBeNull();
  });

  it("is told from what lacks its section", async () => {
    await expect(explanationOf({ id: "statistic-kurtosis", title: "Kurtosis" })).rejects.toThrow(
      UnexplainedSubjectError,
    );
  });
});

describe("an explanation", () => {
  it("carries its title, its texts, and where there is more", async () => {
    const found = await explanationOf({ id: "statistic-norm", title: "Norm" });

    expect(found).toEqual({
      title: "Norm",
      ...texts["statistic-norm"],
      anchor: "statistic-norm",
      address: `${page}#statistic-norm`,
    });
  });
});

describe("the first sentence of a text", () => {
  it("is all of it where there is one, and does not end within a number", () => {
    expect(firstSentence("Near 0.001 is common. Above it is not.")).toBe("Near 0.001 is common.");
    expect(firstSentence("Only this.")).toBe("Only this.");
    expect(firstSentence("")).toBe("");
  });
});

describe("the texts", () => {
  const all = Object.entries(texts).flatMap(([id, its]) =>
    Object.entries(its).map(([label, text]) => ({ id, label, text, sentences: sentencesOf(text) })),
  );

  it("are sentences", () => {
    expect(all.filter(({ text }) => !SENTENCE.test(text)).map(({ id, label }) => [id, label])).toEqual([]);
  });

  it("are two or three of them for what something is, and one for each expectation", () => {
    const wrong = all.filter(({ label, sentences }) =>
      label === "what" ? sentences.length < 2 || sentences.length > 3 : sentences.length !== 1,
    );

    expect(wrong.map(({ id, label, sentences }) => [id, label, sentences.length])).toEqual([]);
  });

  it("are no longer than a breath", () => {
    const longest = 42;
    const wrong = all.flatMap(({ id, sentences }) =>
      sentences.filter((sentence) => sentence.split(" ").length > longest).map((sentence) => [id, sentence]),
    );

    expect(wrong).toEqual([]);
  });
});

/** A point within a number ends no sentence. */
function sentencesOf(text: string): readonly string[] {
  return text.split(SENTENCE_ENDS);
}
