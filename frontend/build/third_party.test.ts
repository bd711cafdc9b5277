import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { licensesText, packageFoldersOf, readPackage, UnattributedModuleError } from "./third_party";

describe("packageFoldersOf", () => {
  it("finds each package once, and none for what is our own", () => {
    const modules = [
      "/home/me/frontend/src/index.ts",
      "/home/me/frontend/node_modules/three/build/three.core.js",
      "/home/me/frontend/node_modules/three/build/three.module.js",
      "/home/me/frontend/node_modules/@preact/signals/dist/signals.mjs",
      "/home/me/frontend/node_modules/three/node_modules/uplot/dist/uPlot.min.css?inline",
    ];

    expect(packageFoldersOf(modules)).toEqual([
      "/home/me/frontend/node_modules/three",
      "/home/me/frontend/node_modules/@preact/signals",
      "/home/me/frontend/node_modules/three/node_modules/uplot",
    ]);
  });

  it("knows whose work is in modules that are no files", () => {
    const modules = [
      "\0rolldown/runtime.js",
      "\0vite/preload-helper.js",
      "\0virtual:color-tables",
      "\0virtual:standalone",
    ];

    expect(packageFoldersOf(modules).map((folder) => basename(folder))).toEqual([
      "rolldown",
      "vite",
      "d3-scale-chromatic",
    ]);
  });

  it("refuses a module that could be anybody's", () => {
    expect(() => packageFoldersOf(["\0helpers/async.js"])).toThrow(UnattributedModuleError);
    expect(() => packageFoldersOf(["\0helpers/async.js"])).toThrow("helpers/async.js");
  });
});

describe("readPackage", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "package-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function install(facts: object, files: Readonly<Record<string, string>> = {}): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "cubes", version: "1.2.3", ...facts }));
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
  }

  it("finds the licence's text, and where the source is", () => {
    install(
      { license: "MIT", repository: { url: "git+https://example.org/cubes.git" } },
      { "LICENSE.md": "Do\r\nit.\n" },
    );

    expect(readPackage(folder)).toEqual({
      name: "cubes",
      version: "1.2.3",
      license: "MIT",
      source: "https://example.org/cubes",
      text: "Do\nit.",
    });
  });

  it("leaves out the licences of a package's own tools", () => {
    install({ license: "MIT" }, { "LICENSE.md": "Do it.\n\n# Licenses of bundled dependencies\n\nAnother's.\n" });

    expect(readPackage(folder).text).toBe("Do it.");
  });

  it("says nothing where the package does not", () => {
    install({ repository: "somebody/cubes" }, { "licenses.json": "{}" });

    expect(readPackage(folder)).toMatchObject({ license: "", source: "https://github.com/somebody/cubes", text: "" });
  });
});

describe("licensesText", () => {
  it("has one section for each package, in order of their names", () => {
    const cubes = { name: "cubes", version: "1.2.3", license: "MIT", source: "https://example.org", text: "Do it." };

    expect(licensesText([cubes, { ...cubes, name: "rods" }, cubes])).toContain(
      `\n${"=".repeat(80)}\nPackage: cubes\nVersion: 1.2.3\nLicense: MIT\nSource: https://example.org\n\nDo it.\n\n${"=".repeat(80)}\nPackage: rods\n`,
    );
  });
});
