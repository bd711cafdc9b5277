import process from "node:process";
import { defineConfig } from "vite";
import { colorTables } from "./build/color_tables.ts";
import { explanations } from "./build/explanations.ts";
import { standalone } from "./build/standalone.ts";
import { collectModules, writeLicenses } from "./build/third_party.ts";

/** The address of a running TensorBoard whose data `npm run dev` shows. */
const tensorboard = process.env["TENSORBOARD"] ?? "http://127.0.0.1:6006";

/** What is bundled is passed on, and so are its licences; the program of exported pages is bundled apart. */
const bundled = new Set<string>();

interface Modules {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/** The name of the piece of what the entry imports, directly or not; the entry itself is its own. */
function firstPiece(id: string, modules: Modules): string | null {
  const seen = new Set(modules.getModuleInfo(id)?.importers);
  for (const known of seen) {
    const info = modules.getModuleInfo(known);
    if (info?.isEntry === true) {
      return "first";
    }
    for (const importer of info?.importers ?? []) {
      seen.add(importer);
    }
  }
  return null;
}

export default defineConfig({
  base: "./",
  plugins: [colorTables(), explanations(), standalone(bundled), collectModules(bundled), writeLicenses(bundled)],
  build: {
    outDir: "../tensorboard_plugin_paramviz/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 700, // three.js is most of it; what counts is the size after gzip, which a test holds
    rollupOptions: {
      input: { index: "src/index.ts" },
      // TensorBoard imports index.js and calls its render().
      preserveEntrySignatures: "strict",
      output: {
        // What the page needs at first stays in one piece, also where parts that are loaded later use some of it: pieces
        // that are compressed by themselves take more.
        codeSplitting: { groups: [{ name: firstPiece, debugName: "first" }] },
        entryFileNames: "[name].js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/data/plugin/paramviz": tensorboard,
    },
  },
  test: { include: ["src/**/*.test.ts", "build/**/*.test.ts"] },
} as Parameters<typeof defineConfig>[0]);
