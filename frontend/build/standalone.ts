/** Builds the program of exported pages: the whole tab as one script that asks for no other file. */

import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { build, type Plugin } from "vite";
import { colorTables } from "./color_tables.ts";
import { explanations } from "./explanations.ts";
import { collectModules } from "./third_party.ts";

const MODULE = "virtual:standalone";
/** What the development server calls it. */
const NAME_IN_DEVELOPMENT = "assets/standalone-development.js";

/**
 * Puts the program beside the tab, and its modules into `modules`; the tab learns from `virtual:standalone` where it lies
 * and how large it will be.
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
        return exported(NAME_IN_DEVELOPMENT, 0);
      }
      const program = await bundled(modules);
      const hash = createHash("sha256").update(program).digest("hex").slice(0, 8);
      const path = `assets/standalone-${hash}.js`;
      this.emitFile({ type: "asset", fileName: path, source: program });
      return exported(path, deflateRawSync(program).length);
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (request.url?.endsWith(NAME_IN_DEVELOPMENT) !== true) {
          next();
          return;
        }
        bundled(modules).then((program) => response.setHeader("Content-Type", "text/javascript").end(program), next);
      });
    },
  };
}

function exported(path: string, packedBytes: number): string {
  return `export const path = ${JSON.stringify(path)};\nexport const packedBytes = ${packedBytes};`;
}

/** An exported page makes no others. */
function withoutAnother(): Plugin {
  return {
    name: "standalone-in-itself",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? exported("", 0) : undefined),
  };
}

/** The program's text. */
async function bundled(modules: Set<string>): Promise<string> {
  const built = await build({
    configFile: false,
    // What the code reads as import.meta.env.MODE.
    mode: "standalone",
    logLevel: "warn",
    plugins: [colorTables(), explanations({ hasFullerPage: false }), withoutAnother(), collectModules(modules)],
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
  return program.code;
}
