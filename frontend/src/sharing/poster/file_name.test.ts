import { describe, expect, it } from "vitest";
import { fileName } from "./file_name";

describe("the name of a file", () => {
  it("says what is in it", () => {
    expect(fileName(["transformer.wte.weight", "step-1180"], "png")).toBe(
      "paramviz-transformer.wte.weight-step-1180.png",
    );
  });

  it("has no sign that a file system refuses, and leads nowhere", () => {
    expect(fileName(['../../a\\b:c*?"<>|', "ü 語"], "webm")).toBe("paramviz-a-b-c-ü-語.webm");
    expect(fileName(["..", ""], "png")).toBe("paramviz.png");
  });

  it("is not endless", () => {
    expect(fileName(["x".repeat(500)], "png").length).toBeLessThan(90);
  });
});
