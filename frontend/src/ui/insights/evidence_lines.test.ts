import { describe, expect, it } from "vitest";
import type { Evidence } from "../../answers";
import { evidenceItems, MOST_LISTED } from "./evidence_lines";

function read(evidence: Record<string, Evidence>): unknown[] {
  return evidenceItems(evidence, (name) => `<${name}>`).map(({ name, text, lines }) =>
    lines.length === 0 ? [name, text] : [name, text, lines.map((line) => [line.name, line.text])],
  );
}

function textOf(name: string, value: Evidence): unknown {
  return evidenceItems({ [name]: value }, (key) => key)[0]?.text;
}

describe("evidence", () => {
  it("is told in words, in the server's order", () => {
    expect(
      read({
        dead_sampled_units: 24,
        share_dead: 0.375,
        growth: 31.24,
        loss_peak: 9.8765,
        first_step_of_loss: null,
        reason: "zero gradient",
        statistic: "grad_norm",
      }),
    ).toEqual([
      ["dead units", "24"],
      ["share that is dead", "38 %"],
      ["growth", "31.2 times"],
      ["loss at its peak", "9.88"],
      ["loss not finite from step", "not known"],
      ["reason", "zero gradient"],
      ["statistic", "gradient norm"],
    ]);
  });

  it("has a line for each layer or parameter", () => {
    expect(
      read({
        layers: { "h.0.fc": { dead: 8, sampled: 64 } },
        growth_by_parameter: { "h.1.w": 12.5 },
        moved: [{ parameter: "wte", statistic: "grad_norm", value: 0.5, times: 4 }],
        clusters: [{ label: "a", rows: 12 }, "b"],
      }),
    ).toEqual([
      ["layers", "", [["<h.0.fc>", "dead 8 · sampled 64"]]],
      ["growth by parameter", "", [["<h.1.w>", "12.5 times"]]],
      ["what moved most", "", [["<wte>", "gradient norm · value 0.500 · 4 times"]]],
      [
        "clusters",
        "",
        [
          ["<a>", "rows 12"],
          ["<2>", "b"],
        ],
      ],
    ]);
  });

  it("needs no number for the only one of a list", () => {
    expect(read({ clusters: [{ size: 10, examples: ["draw", "fear"] }] })).toEqual([
      ["clusters", "", [["", "size 10 · examples draw, fear"]]],
    ]);
  });

  it("is shortened where it is long, and says so", () => {
    const many = Array.from({ length: MOST_LISTED + 3 }, (_, index) => index);

    expect(textOf("layers", many)).toBe("0, 1, 2, 3, 4, 5 and 3 more");
    const [item] = evidenceItems({ growth_by_parameter: Object.fromEntries(many.map((at) => [`w${at}`, at])) }, String);
    expect(item?.lines).toHaveLength(MOST_LISTED);
    expect(item?.text).toBe("and 3 more");
    expect(String(textOf("note", "word ".repeat(1000))).length).toBe(80);
  });

  it.each<[string, Evidence, string]>([
    ["empty_list", [], "none"],
    ["empty_object", {}, "not known"],
    ["empty_text", "", "–"],
    ["lines_of_text", "a\n\tb", "a b"],
    ["as_text", "Infinity", "Infinity"],
    ["zero", -0, "0"],
    ["below", -0.5, "−0.500"],
    ["tiny", 1e-12, "1.00e−12"],
    ["huge", 1e300, "1.00e+300"],
    ["share_of_nothing", 0, "0 %"],
    ["share_of_much", 1e6, "1,000,000"],
    ["flag", true, "yes"],
    ["nested_list", [[1, 2], { a: 1 }] as unknown as Evidence, ""],
    ["deep", [[[1]]] as unknown as Evidence, "[[1]]"],
    ["markup", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ])("of any kind has words: %s", (name, value, expected) => {
    expect(textOf(name, value)).toBe(expected);
  });

  it("may have names that objects have", () => {
    expect(read({ constructor: 1, __proto__x: 2, toString: 3 })).toEqual([
      ["constructor", "1"],
      ["proto x", "2"],
      ["toString", "3"],
    ]);
  });
});
