import { describe, expect, it } from "vitest";
import { differences, flattened } from "./hyperparameters";

describe("a configuration", () => {
  it("is told without nesting", () => {
    const config = { seed: 1, optimizer: { name: "adamw", betas: [0.9, 0.95], decay: { matrices: 0.1 } }, none: null };

    expect(Object.fromEntries(flattened(config))).toEqual({
      seed: 1,
      "optimizer.name": "adamw",
      "optimizer.betas": "[0.9,0.95]",
      "optimizer.decay.matrices": 0.1,
      none: null,
    });
  });
});

describe("the hyperparameters in which runs differ", () => {
  it("are those whose values are not the same, or are missing in one, in order of names", () => {
    const first = { width: 64, seed: 1, loss: "nan", dropout: 0.1, nested: { bias: true } };
    const second = { width: 128, seed: 1, loss: "nan", nested: { bias: false } };

    expect(differences([first, second])).toEqual([
      { name: "dropout", values: [0.1, undefined] },
      { name: "nested.bias", values: [true, false] },
      { name: "width", values: [64, 128] },
    ]);
  });

  it("tell a number from a text, and a value from none", () => {
    expect(differences([{ a: 1, b: null }, { a: "1" }])).toEqual([
      { name: "a", values: [1, "1"] },
      { name: "b", values: [null, undefined] },
    ]);
  });

  it("are none of equal runs, of a single one, and of none", () => {
    expect(differences([{ betas: [1, 2] }, { betas: [1, 2] }])).toEqual([]);
    expect(differences([{ seed: 1 }])).toEqual([]);
    expect(differences([])).toEqual([]);
  });
});

it("names where files lie last", () => {
  const found = differences([
    { log_dir: "runs/a", width: 16 },
    { log_dir: "runs/b", width: 32 },
  ]);

  expect(found.map(({ name }) => name)).toEqual(["width", "log_dir"]);
});
