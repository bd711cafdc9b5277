import { describe, expect, it } from "vitest";
import { Recurring } from "./recurring";

describe("what recurs", () => {
  it("is made when it is asked for the second time, once", () => {
    const made: string[] = [];
    const recurring = new Recurring<string>(9, () => undefined);
    const get = (key: string): string | null =>
      recurring.get(key, () => {
        made.push(key);
        return `picture of ${key}`;
      });

    expect(get("a")).toBeNull();
    expect(get("a")).toBe("picture of a");
    expect(get("a")).toBe("picture of a");
    expect(get("b")).toBeNull();
    expect(made).toEqual(["a"]);
  });

  it("is released when others were used later", () => {
    const released: string[] = [];
    const recurring = new Recurring<string>(2, (made) => released.push(made));
    const get = (key: string): string | null => recurring.get(key, () => key);
    for (const key of ["a", "a", "b", "b", "a", "once"]) {
      get(key);
    }

    expect(released).toEqual(["b"]);
    expect(get("a")).toBe("a");
    expect(get("b")).toBeNull();
    expect(released).toEqual(["b"]); // what was asked for once leaves nothing to release
  });
});
