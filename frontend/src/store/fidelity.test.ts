import { describe, expect, it } from "vitest";
import { DecodeError } from "../decode";
import { readAlignment, readPreservation } from "./fidelity";

describe("what the picture keeps of the neighbourhoods", () => {
  it("is a share beside that of chance", () => {
    expect(readPreservation({ step: 10, share: 0.6, by_chance: 0.1 })).toEqual({ step: 10, share: 0.6, byChance: 0.1 });
  });

  it("cannot be told of a few rows", () => {
    expect(readPreservation(null)).toBeNull();
  });

  it.each([undefined, 0.6, {}, { step: 10, share: "0.6", by_chance: 0.1 }, { share: 0.6, by_chance: 0.1 }])(
    "is not %j",
    (value) => {
      expect(() => readPreservation(value)).toThrow(DecodeError);
    },
  );
});

describe("how a run was brought to another", () => {
  it("is said of a run that was turned", () => {
    const value = { method: "rotation", onto: "a", agreement: 0.8, agreement_by_chance: 0.3 };

    expect(readAlignment(value)).toEqual({ onto: "a", agreement: 0.8, byChance: 0.3 });
  });

  it("is nothing of one that was not", () => {
    expect(readAlignment({ method: "reference", onto: "", agreement: null, agreement_by_chance: null })).toBeNull();
  });

  it.each([null, 0.8, {}, { onto: "a", agreement: 0.8 }])("is not %j", (value) => {
    expect(() => readAlignment(value)).toThrow(DecodeError);
  });
});
