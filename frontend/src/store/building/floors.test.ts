import { describe, expect, it } from "vitest";
import type { Parameter } from "../../answers";
import { gptRun } from "../../testing/buildings";
import { parameterInfo } from "../../testing/clouds";
import { floorsOf } from "./floors";

function everything(parameters: readonly Parameter[]): Set<number> {
  return new Set(parameters.map((_, index) => index));
}

function labels(parameters: readonly Parameter[], shown = everything(parameters)): string[] {
  return floorsOf(parameters, shown).map(({ label }) => label);
}

function named(...names: readonly string[]): Parameter[] {
  return names.map((name) => parameterInfo(name));
}

describe("the floors of a transformer", () => {
  it("are its embeddings, its blocks in their order, and its head", () => {
    const { parameters } = gptRun();
    const last = parameterInfo("transformer.ln_f.weight", { kind: "norm", shape: [16] });

    expect(labels([...parameters, last])).toEqual(["embeddings", "h.0", "h.1", "head"]);
  });

  it("show a tied head where it stands, at the top", () => {
    const { parameters } = gptRun();

    const [below, , , above] = floorsOf(parameters, everything(parameters));

    expect(below?.parameters).toEqual([0]);
    expect(above).toMatchObject({ label: "head", parameters: [0], isTied: true });
  });

  it("have no second head where there is one of its own", () => {
    const head = parameterInfo("lm_head.weight", { kind: "head" });
    const { parameters } = gptRun();

    const floors = floorsOf([...parameters, head], everything([...parameters, head]));

    expect(floors.at(-1)).toMatchObject({ parameters: [parameters.length], isTied: false });
  });

  it("keep apart the blocks of two stacks, and what stands between them", () => {
    const parameters = [
      parameterInfo("shared.weight", { kind: "token_embedding" }),
      parameterInfo("encoder.block.0.q.weight", { kind: "attention", layer: 0 }),
      parameterInfo("encoder.final_norm.weight", { kind: "norm" }),
      parameterInfo("decoder.block.0.q.weight", { kind: "attention", layer: 0 }),
      parameterInfo("lm_head.weight", { kind: "head" }),
    ];

    const floors = floorsOf(parameters, everything(parameters));

    expect(floors.map(({ path }) => path)).toEqual([
      "embeddings",
      "encoder.block.0",
      "encoder.final_norm",
      "decoder.block.0",
      "head",
    ]);
  });

  it("are named after their modules below the blocks where no embeddings stand there", () => {
    const block = { ...parameterInfo("body.0.conv.weight"), layer: 0 };

    expect(labels([...named("scale", "stem.conv.weight", "stem.norm.weight"), block])).toEqual([
      "scale",
      "stem",
      "body.0",
    ]);
    const wrapped = { ...block, name: `net.${block.name}` };
    expect(labels([...named("net.stem.weight"), wrapped, ...named("net.fc.weight")])).toEqual([
      "stem",
      "body.0",
      "head",
    ]);
  });

  it("are left out where nothing of them is shown", () => {
    const { parameters } = gptRun();
    const firstBlock = new Set(parameters.flatMap(({ layer }, index) => (layer === 0 ? [index] : [])));

    expect(labels(parameters, firstBlock)).toEqual(["h.0"]);
  });
});

describe("the floors of a model without numbered layers", () => {
  it("are its modules, below what they all share", () => {
    expect(labels(named("net.conv1.weight", "net.conv1.bias", "net.fc.weight"))).toEqual(["conv1", "fc"]);
  });

  it("name numbered modules with their list", () => {
    expect(labels(named("layers.0.weight", "layers.1.weight"))).toEqual(["layers.0", "layers.1"]);
  });

  it("are divided where a module has too many parameters for one floor", () => {
    const many = Array.from({ length: 30 }, (_, index) => `body.part${index % 3}.layer${index}.weight`);

    expect(labels(named(...many, "out.weight"))).toEqual(["part0", "part1", "part2", "out"]);
  });

  it("are one where the model is but one module, or one parameter", () => {
    expect(labels(named("weight", "bias"))).toHaveLength(1);
    expect(labels(named("rnn.weight_ih", "rnn.weight_hh"))).toEqual(["rnn"]);
  });

  it("are none where there are no parameters", () => {
    expect(floorsOf([], new Set())).toEqual([]);
  });
});
