import { describe, expect, it } from "vitest";
import { RefusedError } from "../../api";
import { BrokenOffError } from "../../received_file";
import { UnreachableError } from "../../unreachable_error";
import { rowNames } from "./data";
import { failureWords } from "./failures";
import { fileSize } from "./file_size";

describe("sizes of files", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [999.6, "1.0 kB"],
    [1234, "1.2 kB"],
    [9949, "9.9 kB"],
    [12_345, "12 kB"],
    [999_600, "1.0 MB"],
    [340_000_000, "340 MB"],
    [1.25e9, "1.3 GB"],
    [5e15, "5000 TB"],
  ])("are short: %d", (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });
});

describe("rows", () => {
  it("are named by their labels, and only the first few of many", () => {
    const labelOf = (row: number): string | null => (row === 3 ? null : String.fromCharCode(97 + row));

    expect(rowNames([0, 3], labelOf)).toBe("“a”, row 3");
    expect(rowNames([0, 1, 2, 4, 5, 6], labelOf)).toBe("“a”, “b”, “c”, “e” and 2 more");
  });
});

describe("a failure", () => {
  it("is told in the words of the one who knows", () => {
    expect(failureWords(new RefusedError(404, "the run 'a' is gone"))).toBe("the run 'a' is gone");
    expect(failureWords(new UnreachableError("TypeError"))).toBe("TensorBoard does not answer.");
    expect(failureWords(new BrokenOffError(3_100_000))).toContain("after 3.1 MB");
    expect(failureWords(new Error("The encoder gave up."))).toBe("The encoder gave up.");
    expect(failureWords("odd")).toBe("The page made a mistake: odd.");
  });
});
