/** Settings as a word, for links and for the browser's memory, and back. Pure. */

import { STEP_SCALES } from "./axis";
import { FILM_PACES } from "./playback";
import {
  COLOR_SCHEMES,
  defaultSettings,
  QUALITIES,
  SCALES,
  SETTING_BOUNDS,
  type Settings,
  TRAIL_LENGTHS,
} from "./settings";

type Reader<T> = (word: string) => T | null;

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["off", false],
]);
const flag: Reader<boolean> = (word) => FLAGS.get(word) ?? null;
const oneOf =
  <T extends string>(names: readonly T[]): Reader<T> =>
  (word) =>
    names.find((name) => name === word) ?? null;
const within =
  ([least, most]: readonly [number, number]): Reader<number> =>
  (word) => {
    const value = word.trim() === "" ? Number.NaN : Number(word);
    return value >= least && value <= most ? value : null;
  };

const READERS: { readonly [K in keyof Settings]: Reader<Settings[K]> } = {
  interpolation: flag,
  stepScale: oneOf(STEP_SCALES),
  filmPace: oneOf(FILM_PACES),
  loop: flag,
  pointSize: within(SETTING_BOUNDS.pointSize),
  colorScheme: oneOf(COLOR_SCHEMES),
  scale: oneOf(SCALES),
  height: flag,
  opacity: within(SETTING_BOUNDS.opacity),
  labels: flag,
  trails: oneOf(TRAIL_LENGTHS),
  grid: flag,
  animationSpeed: within(SETTING_BOUNDS.animationSpeed),
  quality: oneOf(QUALITIES),
  memoryLimitMb: within(SETTING_BOUNDS.memoryLimitMb),
  denseSnapshots: within(SETTING_BOUNDS.denseSnapshots),
};

/** Reads `name:value,name:value`; what is not understood is as it always is. Null where there is no word. */
export function readSettings(word: string | null): Settings | null {
  if (word === null || word === "") {
    return null;
  }
  const found = new Map(word.split(",").map((pair) => pair.split(":") as [string, string | undefined]));
  const read = Object.entries(READERS).flatMap(([name, reader]) => {
    const value = reader(found.get(name) ?? "");
    return value === null ? [] : [[name, value] as const];
  });
  return { ...defaultSettings, ...Object.fromEntries(read) };
}

/** The settings that are not as they always are. */
export function writeSettings(settings: Settings): string {
  return (Object.keys(READERS) as Array<keyof Settings>)
    .filter((name) => settings[name] !== defaultSettings[name])
    .map((name) => `${name}:${textOf(settings[name])}`)
    .join(",");
}

function textOf(value: string | number | boolean): string {
  const flagged = [...FLAGS].find(([, flagValue]) => flagValue === value);
  return flagged?.[0] ?? String(value);
}
