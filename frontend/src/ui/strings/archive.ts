/** What an exported page says of itself. */

import { number } from "./format";

const DATE = /* @__PURE__ */ new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

export const ARCHIVE = {
  madeOn: (ms: number): string => `saved ${DATE.format(ms)}`,
  holdsSnapshots: (count: number, all: number): string =>
    count === all ? `${number(count)} snapshots` : `${number(count)} of ${number(all)} snapshots`,
  dark: "Dark",
  light: "Light",
  toDark: "Dark colours",
  toLight: "Light colours",
  opening: "Opening…",
  needs: "If nothing appears: this page needs Chrome or Edge 104, Firefox 113, Safari 16.4, or newer.",
  needsScript:
    "This page shows a training run with JavaScript, which is switched off here. It asks no network for anything.",
  damagedFile:
    "This page could not be opened. It needs Chrome or Edge 104, Firefox 113, Safari 16.4, or newer; or the file is damaged.",
  damaged: (what: string): string => `This file is damaged: ${what}. Get it once more from where it came from.`,
  noRows: "Neighbours and movement need the run itself: this file holds its picture only.",
  rowsAt: (steps: readonly number[]): string =>
    `Neighbours and movement need rows in full width, which this file holds at these steps: ${steps.map(number).join(", ")}.`,
  noDirection: (row: number, step: number): string =>
    `Row ${number(row)} is zero or not finite at step ${number(step)}, and so has no neighbours.`,
  noCloud: (parameter: string): string => `This file holds no rows of ${parameter}.`,
  noSnapshots: (kind: string, run: string): string => `This file holds no ${kind} of ${run}.`,
  noScalar: (tag: string): string => `This file holds no scalar ${tag}.`,
  noServer: "This needs the run itself: a file has no server behind it.",
  noPhases: "This file holds no phases.",
  noInsights: "This file holds no insights.",
} as const;
