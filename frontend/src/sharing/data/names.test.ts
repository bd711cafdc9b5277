import { describe, expect, it } from "vitest";
import { namesFor } from "./names";

interface Named {
  readonly name: string;
  readonly aliases: readonly string[];
}

const named = (name: string, ...aliases: string[]): Named => ({ name, aliases });

const BLOCKS = Array.from({ length: 200 }, (_, layer) =>
  ["attn.weight", "mlp.weight"].map((word) => named(`h.${layer}.${word}`)),
).flat();
const WTE = named("wte.weight", "lm_head.weight");

describe("parameters", () => {
  it("are named one by one while they are few", () => {
    const chosen = new Set(BLOCKS.slice(0, 256));

    expect(namesFor([WTE, ...BLOCKS], chosen)).toEqual(BLOCKS.slice(0, 256).map(({ name }) => name));
  });

  it("are named by patterns where they are many", () => {
    expect(namesFor([WTE, ...BLOCKS], new Set([WTE, ...BLOCKS]))).toEqual([
      "wte.weight",
      "h.*.attn.weight",
      "h.*.mlp.weight",
    ]);
  });

  it("are never named by a pattern that fits another one, by whatever name", () => {
    const attention = BLOCKS.filter(({ name }) => name.includes("attn"));
    const hidden = named("other", "h.x.mlp.weight");
    const chosen = new Set([...BLOCKS].filter((parameter) => parameter !== attention[0]));
    const names = namesFor([hidden, ...BLOCKS], chosen);

    expect(names).toBeNull();
    expect(namesFor([...BLOCKS], new Set(BLOCKS.filter((parameter) => parameter !== attention[0])))).toEqual([
      ...attention.slice(1).flatMap(({ name }, index) => (index === 0 ? ["h.*.mlp.weight", name] : [name])),
    ]);
  });

  it("whose names look like patterns are named as they are", () => {
    const odd = Array.from({ length: 300 }, (_, index) => named(`[${index}].0.weight`));

    expect(namesFor(odd, new Set(odd))).toBeNull();
    expect(namesFor(odd, new Set(odd.slice(0, 2)))).toEqual(["[0].0.weight", "[1].0.weight"]);
  });

  it("with very long names are too many sooner", () => {
    const long = Array.from({ length: 30 }, (_, index) => named(`${"x".repeat(1000)}${index}`));

    expect(namesFor(long, new Set(long))).toBeNull();
  });
});
