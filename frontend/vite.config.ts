import process from "node:process";
import { defineConfig } from "vite";
import { colorTables } from "./build/color_tables.ts";
import { explanations } from "./build/explanations.ts";

/** The address of a running TensorBoard whose data `npm run dev` shows. */
const tensorboard = process.env["TENSORBOARD"] ?? "http://127.0.0.1:6006";

export default defineConfig({
  base: "./",
  plugins: [colorTables(), explanations()],
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
