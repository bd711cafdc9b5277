/** What the settings say. */

import type { Quality } from "../../store/levels";
import type { MemoryItem } from "../../store/memory_account";
import type { ColorScheme, QualityChoice, Scale, TrailLength } from "../../store/settings";
import { number } from "./format";

export const SETTINGS = {
  title: "Settings",
  close: "Close the settings",
  colors: "Colours",
  colorScheme: "Colour scheme",
  colorsHint: "Every scheme can be told apart with protanopia, deuteranopia and tritanopia.",
  points: "Points",
  cells: "Cells",
  scale: "Scale of the colours",
  scaleHint: "How large a weight has the strongest colour: one of its own slab and step, or one of the whole training.",
  height: "Height by value",
  heightHint: "Cells stand out of their slab.",
  picture: "Picture",
  pointSize: "Point size",
  opacity: "Opacity",
  labels: "Labels",
  trails: "Trails",
  trailsHint: "The way that selected points have come; Shift and a click add a point.",
  grid: "Grid and axes",
  animationSpeed: "Animation speed",
  animationHint: "How fast the camera flies, and how fast new snapshots glide in.",
  quality: "Quality",
  qualityHint: "Automatic holds 30 frames a second while something moves, and draws everything when nothing does.",
  now: (quality: Quality): string => `now: ${QUALITY_NAMES[quality].toLowerCase()}`,
  memory: "Memory",
  memoryLimit: "Limit",
  denseSnapshots: "In full detail",
  denseHint: "Around the step that is shown; fetched when you get there.",
  snapshotCount: (count: number): string => `${number(count)} snapshots`,
  memoryHint:
    "Of a long run the page keeps an even selection of snapshots, always the first and the last, and all of those around the step that is shown.",
  megabytes: (value: number): string => `${number(value)} MB`,
  total: "All",
  kept: (kept: number, all: number): string =>
    kept === all ? `All ${number(all)} snapshots kept.` : `${number(kept)} of ${number(all)} snapshots kept.`,
  reset: "Reset settings",
  times: (factor: number): string => `${factor}×`,
} as const;

export const SCHEME_NAMES: Readonly<Record<ColorScheme, string>> = {
  blue_orange: "Blue – orange, viridis",
  purple_green: "Purple – green, magma",
  blue_red: "Blue – red, plasma",
  brown_teal: "Brown – teal, cividis",
};

export const SCALE_NAMES: Readonly<Record<Scale, string>> = {
  slab: "Each slab by itself",
  common: "One scale for all",
};

export const TRAIL_NAMES: Readonly<Record<TrailLength, string>> = {
  off: "Off",
  10: "Last 10 snapshots",
  50: "Last 50 snapshots",
  all: "All snapshots",
};

export const QUALITY_NAMES: Readonly<Record<QualityChoice, string>> = {
  automatic: "Automatic",
  full: "Full",
  reduced: "Reduced",
  low: "Low",
};

export const MEMORY_NAMES: Readonly<Record<MemoryItem, string>> = {
  clouds: "Embeddings",
  weights: "Weights",
  gradients: "Gradients",
  statistics: "Statistics",
  differences: "Differences",
  gpu: "Graphics card",
};
