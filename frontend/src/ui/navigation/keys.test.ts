import { describe, expect, it } from "vitest";
import { createStore } from "../../store/state";
import { KEYS } from "../strings/navigation";
import { navigationKeys } from "./keys";

describe("the keys", () => {
  it("are all in the list that people read", () => {
    const told = KEYS.flatMap(({ keys }) => keys);

    expect([...navigationKeys(createStore()).keys()].filter((key) => !told.includes(key))).toEqual([]);
  });
});
