/** Builds the program of exported pages: the whole tab as one script that asks for no other file. */

import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { build, type Plugin } from "vite";
import { colorTables } from "./color_tables.ts";
import { explanations } from "./explanations.ts";
import { collectModules, licensesText, packageFoldersOf, readPackage } from "./third_party.ts";

const MODULE = "virtual:standalone";
/** What the development server calls them. */
const NAME_IN_DEVELOPMENT = "assets/standalone-development.js";
const LICENSES_IN_DEVELOPMENT = "assets/licenses-development.txt";
const ABOUT_LICENSES = `Third-party software in this page

The program of this page is built with parts of the packages below, unmodified.
`;

interface Standalone {
  readonly program: string;
  /** Of other people's work that is in the program. */
  readonly licenses: string;
}

/**
 * Puts the program and its licences beside the tab, and its modules into `modules`; the tab learns from
 * `virtual:standalone` where they lie and how large they will be.
 */
export function standalone(modules: Set<string>): Plugin {
  let isServed = false;
  return {
    name: "standalone",
    configResolved: ({ command }) => {
      isServed = command === "serve";
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) {
        return;
      }
      if (isServed) {
        return exported({ path: NAME_IN_DEVELOPMENT, licensesPath: LICENSES_IN_DEVELOPMENT });
      }
      const { program, licenses } = await bundled(modules);
      const path = `assets/standalone-${hashOf(program)}.js`;
      const licensesPath = `assets/licenses-${hashOf(licenses)}.txt`;
      this.emitFile({ type: "asset", fileName: path, source: program });
      this.emitFile({ type: "asset", fileName: licensesPath, source: licenses });
      const packedBytes = deflateRawSync(program).length;
      return exported({ path, packedBytes, licensesPath, licensesBytes: Buffer.byteLength(licenses) });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [name] = [NAME_IN_DEVELOPMENT, LICENSES_IN_DEVELOPMENT].filter((one) => request.url?.endsWith(one));
        if (name === undefined) {
          next();
          return;
        }
        bundled(modules).then(
          ({ program, licenses }) => response.end(name === NAME_IN_DEVELOPMENT ? program : licenses),
          next,
        );
      });
    },
  };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function exported({ path = "", packedBytes = 0, licensesPath = "", licensesBytes = 0 }): string {
  return Object.entries({ path, packedBytes, licensesPath, licensesBytes })
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join("\n");
}

/** An exported page makes no others. */
function withoutAnother(): Plugin {
  return {
    name: "standalone-in-itself",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? exported({}) : undefined),
  };
}

async function bundled(modules: Set<string>): Promise<Standalone> {
  const own = new Set<string>();
  const built = await build({
    configFile: false,
    // What the code reads as import.meta.env.MODE.
    mode: "standalone",
    logLevel: "warn",
    plugins: [
      colorTables(),
      explanations({ hasFullerPage: false }),
      withoutAnother(),
      collectModules(modules),
      collectModules(own),
    ],
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      chunkSizeWarningLimit: 2000, // it is all of the tab
      rollupOptions: { input: "src/standalone.ts", output: { codeSplitting: false } },
    },
  });
  const files = "output" in built ? built.output : [];
  const [program, ...others] = files;
  if (program?.type !== "chunk" || others.length > 0) {
    throw new Error(`the program of exported pages became ${files.length} files instead of one`);
  }
  return { program: program.code, licenses: licensesText(packageFoldersOf(own).map(readPackage), ABOUT_LICENSES) };
}
