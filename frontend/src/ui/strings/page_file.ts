/** What is said of an exported page while it is made. */

import { number } from "./format";

export const PAGE_FILE = {
  title: "Save as a page that needs no server",
  intro:
    "One HTML file with Embeddings, Network and Charts of these runs. It opens by double-click, plays, and asks no network for anything.",
  name: "Title",
  runs: "Runs",
  snapshots: "Snapshots of each run",
  snapshotsOf: (count: number, all: number): string =>
    count >= all ? `all ${number(all)}` : `${number(count)} of ${number(all)}`,
  presets: "Presets",
  all: "All",
  clouds: "Embeddings",
  allClouds: (count: number): string => `All ${number(count)} parameters with rows`,
  parts: "With",
  weights: "Weights of every snapshot",
  weightsHint: "Off: the Network view has the newest snapshot alone",
  gradients: "Gradients",
  gradientsHint: "What the Network view shows as Gradient",
  compact: "Compact: 8 bits a weight",
  compactHint:
    "Half the size or less. Pictures look the same; changes below 0.4 % of a parameter’s largest weight are lost",
  neighbors: "Neighbours and movement",
  neighborsHint: "Rows in full width, at up to 8 of these steps",
  about: (size: string): string => `About ${size}`,
  measuring: "measuring…",
  sizeParts: {
    points: "points",
    weights: "weights",
    gradients: "gradients",
    statistics: "statistics",
    rows: "full rows",
    texts: "texts",
    program: "program",
  },
  large:
    "Mail and chat rarely take files this large, and a browser needs some seconds to open it. Fewer snapshots make it smaller.",
  holds: "The file holds the runs’ names, hyperparameters and labels as well.",
  save: "Save",
  saved: (name: string, size: string): string => `Saved ${name}, ${size}`,
  noRun: "Choose at least one run",
  untitled: "ParamViz",

  megabytes: (bytes: number): string => {
    const value = bytes / 1e6;
    return value < 0.095
      ? `${Math.max(1, Math.round(bytes / 1000))} kB`
      : `${value < 99.5 ? value.toFixed(1) : number(value)} MB`;
  },
} as const;
