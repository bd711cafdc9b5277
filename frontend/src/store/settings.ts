/** How the picture is drawn: what the user can set, its bounds, and what holds until then. Pure. */

import type { StepScale } from "./axis";
import type { FilmPace } from "./playback";

export const COLOR_SCHEMES = ["blue_orange", "purple_green", "blue_red", "brown_teal"] as const;
/** A diverging table for cells and a sequential one for points, told apart with the common colour-vision deficiencies. */
export type ColorScheme = (typeof COLOR_SCHEMES)[number];

export const QUALITIES = ["automatic", "full", "reduced", "low"] as const;
export type QualityChoice = (typeof QUALITIES)[number];

export const MEMORY_LIMITS_MB = [128, 256, 512, 1024] as const;

export const DENSE_SNAPSHOTS = [25, 50, 100, 200, 400] as const;

export const SCALES = ["slab", "common"] as const;
/** Whether the colours of a slab are scaled to itself at each step, or all alike for the whole training. */
export type Scale = (typeof SCALES)[number];

export const TRAIL_LENGTHS = ["off", "10", "50", "all"] as const;
/** Through how many snapshots before the one shown the trails of points lead. */
export type TrailLength = (typeof TRAIL_LENGTHS)[number];

export interface Settings {
  /** Whether the picture moves between snapshots, or shows none but them. */
  readonly interpolation: boolean;
  /** Of the timeline's axis. */
  readonly stepScale: StepScale;
  readonly filmPace: FilmPace;
  /** Whether the film begins anew where it ends. */
  readonly loop: boolean;
  /** Factor on the points' size. */
  readonly pointSize: number;
  readonly colorScheme: ColorScheme;
  readonly scale: Scale;
  /** Whether cells stand out of their slab by their value. */
  readonly height: boolean;
  /** 0 to 1. */
  readonly opacity: number;
  readonly labels: boolean;
  readonly trails: TrailLength;
  readonly grid: boolean;
  /** Factor on how fast the camera flies and new snapshots glide in. */
  readonly animationSpeed: number;
  readonly quality: QualityChoice;
  /** How much the page may keep, on the GPU too; a megabyte is a million bytes. */
  readonly memoryLimitMb: number;
  /** So many snapshots of each run are kept without gaps around the step that is shown, where not all have room. */
  readonly denseSnapshots: number;
}

export const defaultSettings: Settings = {
  interpolation: true,
  stepScale: "linear",
  filmPace: "steps",
  loop: false,
  pointSize: 1,
  colorScheme: "blue_orange",
  scale: "slab",
  height: false,
  opacity: 1,
  labels: true,
  trails: "50",
  grid: true,
  animationSpeed: 1,
  quality: "automatic",
  memoryLimitMb: 512,
  denseSnapshots: 100,
};

/** Smallest and largest value of each number. */
export const SETTING_BOUNDS = {
  pointSize: [0.25, 4],
  opacity: [0.1, 1],
  animationSpeed: [0.25, 4],
  memoryLimitMb: [16, 4096],
  denseSnapshots: [10, 1000],
} as const satisfies Partial<Record<keyof Settings, readonly [number, number]>>;
