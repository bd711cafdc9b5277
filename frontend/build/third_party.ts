/** What of other people's work is in the bundle, and under which licences. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** Whose work a package is, and what is asked of whoever passes it on. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As SPDX names it; empty where the package does not say. */
  readonly license: string;
  /** Where its source can be had, which the MPL wants to be told. */
  readonly source: string;
  /** The whole text of its licence; empty where the package has none. */
  readonly text: string;
}

/** A module of the bundle of which is not known whose work it is. */
export class UnattributedModuleError extends Error {
  override name = "UnattributedModuleError";
}

const HERE = dirname(fileURLToPath(import.meta.url));
const INSTALLED = join(HERE, "..", "node_modules");
/** The file that goes with the bundle, in the repository as in what is made of it. */
const FILE = join(HERE, "..", "..", "THIRD_PARTY_LICENSES");

/** Modules without a file, by the beginnings of their ids, and the packages whose work is in them. */
const WITHOUT_FILE: Readonly<Record<string, readonly string[]>> = {
  "\0rolldown/": ["rolldown"],
  "\0vite/": ["vite"],
  "\0virtual:color-tables": ["d3-scale-chromatic"], // its colours are baked into the tables
  "\0virtual:explanations": [],
  "\0virtual:standalone": [],
  "__vite-browser-external": [], // empty: what stands for a module of Node
};

/** Up to the last package: packages may bring others in a folder of their own. */
const PACKAGE_FOLDER = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/u;
const LICENSE_FILE = /^(?:licen[sc]e|copying)(?:\.|$)/iu;
/** Behind this, a package lists what is in its own tools, of which nothing gets into the bundle. */
const OF_ITS_TOOLS = /^# Licenses of bundled dependencies$/mu;
const ABOUT_GIT = /^git\+|\.git$/gu;
const SHORT_REPOSITORY = /^[\w.-]+\/[\w.-]+$/u;
const HEADING = `Third-party software in ParamViz

The tab (the files in tensorboard_plugin_paramviz/static) is built with parts of the packages below, unmodified.
Written by the build of the tab; do not edit.
`;
const RULE = "=".repeat(80);

/** Collects the modules of a build whose result is shipped; there may be several. */
export function collectModules(modules: Set<string>): Plugin {
  return {
    name: "collect-modules",
    apply: "build",
    generateBundle: (_options, bundle) => {
      for (const part of Object.values(bundle)) {
        for (const id of part.type === "chunk" ? part.moduleIds : []) {
          modules.add(id);
        }
      }
    },
  };
}

/** Writes down whose work the collected modules are, at the end of the last build. */
export function writeLicenses(modules: ReadonlySet<string>, file = FILE): Plugin {
  return {
    name: "write-licenses",
    apply: "build",
    writeBundle: () => {
      const text = licensesText(packageFoldersOf(modules).map(readPackage));
      if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
        writeFileSync(file, text);
      }
    },
  };
}

/** The folders of the packages that modules are from; modules of our own are from none. */
export function packageFoldersOf(modules: Iterable<string>): readonly string[] {
  return [...new Set([...modules].flatMap(packageFoldersOfModule))];
}

function packageFoldersOfModule(id: string): readonly string[] {
  const known = Object.entries(WITHOUT_FILE).find(([beginning]) => id.startsWith(beginning));
  if (known !== undefined) {
    return known[1].map((name) => join(INSTALLED, name));
  }
  if (id.startsWith("\0")) {
    throw new UnattributedModuleError(
      `the module “${id.slice(1)}” has no file; say in WITHOUT_FILE of build/third_party.ts whose work it is`,
    );
  }
  const folder = PACKAGE_FOLDER.exec(id)?.[0];
  return folder === undefined ? [] : [folder];
}

/** What an installed package says of itself. */
export function readPackage(folder: string): ThirdParty {
  const facts = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license?: string;
    repository?: string | { readonly url: string };
  };
  const file = readdirSync(folder)
    .sort()
    .find((candidate) => LICENSE_FILE.test(candidate));
  const [text = ""] = file === undefined ? [] : readFileSync(join(folder, file), "utf8").split(OF_ITS_TOOLS);
  const { name, version, license = "", repository = "" } = facts;
  return { name, version, license, source: sourceOf(repository), text: text.replaceAll("\r\n", "\n").trim() };
}

function sourceOf(repository: string | { readonly url: string }): string {
  const url = typeof repository === "string" ? repository : repository.url;
  return SHORT_REPOSITORY.test(url) ? `https://github.com/${url}` : url.replace(ABOUT_GIT, "");
}

/** The text: a heading, then for each package, in order of their names, a few lines about it and its licence. */
export function licensesText(packages: readonly ThirdParty[], heading = HEADING): string {
  const sections = packages.map(
    ({ name, version, license, source, text }) =>
      `${RULE}\nPackage: ${name}\nVersion: ${version}\nLicense: ${license}\nSource: ${source}\n\n${text}\n`,
  );
  return [heading, ...new Set(sections.sort())].join("\n");
}
