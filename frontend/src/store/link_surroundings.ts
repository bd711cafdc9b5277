/** What stands around the picture, as words of a link: the open pane, the tree of modules, the film's speed. Pure. */

import type { Opened } from "./navigation/rows";
import type { Focus } from "./network/state";
import { SPEEDS } from "./playback";
import { RIGHT_PANES, type RightPaneName } from "./surfaces";

/** A link with more modules than this is no link any more. */
const MOST_MODULES = 400;

/** What is as always is left out. */
export interface LinkedSurroundings {
  readonly speed?: number;
  readonly pane?: RightPaneName;
  /** Whether the table of runs is unfolded. */
  readonly isTableOpen?: boolean;
  /** Which modules of the tree were opened and closed. */
  readonly modules?: Opened;
  /** The module or parameter that was flown to last, where that is not what is selected. */
  readonly place?: Focus;
}

const TABLE_WORDS: ReadonlyMap<string, boolean> = new Map([
  ["open", true],
  ["closed", false],
]);

/** Reads the words by their names. */
export function readSurroundings(get: (name: string) => string | null): LinkedSurroundings {
  const speed = SPEEDS.find((known) => String(known) === get("speed"));
  const pane = RIGHT_PANES.find((known) => known === get("pane"));
  const isTableOpen = TABLE_WORDS.get(get("table") ?? "");
  const modules = new Map([
    ...readNames(get("opened")).map((id) => [id, true] as const),
    ...readNames(get("closed")).map((id) => [id, false] as const),
  ]);
  const place = readPlace(get("place"));
  return {
    ...(speed === undefined ? {} : { speed }),
    ...(pane === undefined ? {} : { pane }),
    ...(isTableOpen === undefined ? {} : { isTableOpen }),
    ...(modules.size === 0 ? {} : { modules }),
    ...(place === null ? {} : { place }),
  };
}

/** The words and their names; empty where all is as always. */
export function surroundingWords(around: LinkedSurroundings): ReadonlyArray<readonly [name: string, word: string]> {
  const { speed, pane, isTableOpen, modules, place } = around;
  const isTable = [...TABLE_WORDS].find(([, isOpen]) => isOpen === isTableOpen);
  return [
    ["speed", speed === undefined ? "" : String(speed)],
    ["pane", pane ?? ""],
    ["table", isTable?.[0] ?? ""],
    ["opened", writeNames(modules, true)],
    ["closed", writeNames(modules, false)],
    ["place", place === undefined ? "" : JSON.stringify([place.path, ...(place.part === null ? [] : [place.part])])],
  ];
}

function readNames(word: string | null): readonly string[] {
  const names = readList(word);
  return names.length <= MOST_MODULES && names.every((name) => typeof name === "string") ? (names as string[]) : [];
}

function writeNames(modules: Opened | undefined, isOpen: boolean): string {
  const names = [...(modules ?? [])].filter(([, value]) => value === isOpen).map(([id]) => id);
  return names.length === 0 || names.length > MOST_MODULES ? "" : JSON.stringify(names);
}

function readPlace(word: string | null): Focus | null {
  const [path, part, ...more] = readList(word);
  const isSound = typeof path === "string" && (part === undefined || typeof part === "string") && more.length === 0;
  return isSound ? { path, part: part ?? null } : null;
}

function readList(word: string | null): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(word ?? "");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
