/** The page's state as the words of a link, and back. Pure; `host.ts` knows where the link stands. */

import {
  type Choices,
  COLOR_BYS,
  defaultChoices,
  type LayerRange,
  QUANTITIES,
  type Selected,
  type ShownInsight,
  type Trailed,
  VIEWS,
} from "./choices";
import { ALIGNMENTS } from "./comparison/alignment";
import { COMPARES } from "./comparison/compare";
import { KINDS } from "./kinds";
import { type LinkedSurroundings, readSurroundings, surroundingWords } from "./link_surroundings";
import { RENDERERS } from "./renderer";
import { readSettings, writeSettings } from "./settings_text";
import { MOST_TRAILED } from "./trails";

/** TensorBoard's own form for what a plugin keeps in its address. */
const PREFIX = "p.paramviz.";

const TAB_NAME = /^#?[^&]*&?/u;

/** Stands for the choice of no run; a run's name is never empty. */
const NO_RUN = "";

export interface Link extends LinkedSurroundings {
  readonly choices: Partial<Choices>;
  readonly step?: number;
  /** Position and target of the camera: six numbers. */
  readonly camera?: readonly number[];
}

type Get = (name: string) => string | null;

/** Reads what an address says; what cannot be read is left out. */
export function readLink(hash: string): Link {
  const words = new URLSearchParams(hash.replace(TAB_NAME, ""));
  const get: Get = (name) => words.get(PREFIX + name);
  const runs = words.getAll(`${PREFIX}run`);
  const step = readNumber(get("step") ?? "");
  const since = readNumber(get("since") ?? "");
  const camera = (get("camera") ?? "").split(",").map(readNumber);
  return {
    choices: {
      ...(runs.length > 0 ? { runs: new Set(runs.filter((run) => run !== NO_RUN)), runsAreChosen: true } : {}),
      ...readTexts(get),
      ...readNames(get),
      ...readFilters(get),
      ...(get("zoom") === "fixed" ? { autoZoom: false } : {}),
      ...(get("scale") === "linear" ? { isLogarithmic: false } : {}),
      ...(Number.isInteger(since) ? { since } : {}),
      ...present("insight", readInsight(get("insight"), get("insight_run"))),
      ...present("selected", readSelected(get("selected"))),
      ...present("trailed", readTrailed(get("trailed"))),
      ...present("settings", readSettings(get("settings"))),
    },
    ...(Number.isFinite(step) ? { step } : {}),
    ...(camera.length === 6 && camera.every(Number.isFinite) ? { camera } : {}),
    ...readSurroundings(get),
  };
}

function readTexts(get: Get): Partial<Choices> {
  return {
    ...present("parameter", get("parameter")),
    ...present("runFilter", get("filter")),
    ...present("parameterFilter", get("name")),
    ...present("statistic", get("statistic")),
    ...present("reference", get("reference")),
    ...present("scalar", get("scalar")),
  };
}

function readNames(get: Get): Partial<Choices> {
  return {
    ...present("view", VIEWS.find((name) => name === get("view")) ?? null),
    ...present("colorBy", COLOR_BYS.find((name) => name === get("color")) ?? null),
    ...present("quantity", QUANTITIES.find((name) => name === get("quantity")) ?? null),
    ...present("compare", COMPARES.find((name) => name === get("compare")) ?? null),
    ...present("alignment", ALIGNMENTS.find((name) => name === get("align")) ?? null),
    ...present("renderer", RENDERERS.find((name) => name === get("renderer")) ?? null),
  };
}

function readFilters(get: Get): Partial<Choices> {
  const hidden = (get("hidden") ?? "").split(",");
  const hiddenKinds = new Set(KINDS.filter((kind) => hidden.includes(kind)));
  return {
    ...(hiddenKinds.size > 0 ? { hiddenKinds } : {}),
    ...present("layers", readLayers(get("layers"))),
  };
}

function present<K extends string, T>(name: K, value: T | null): { [key in K]?: T } {
  return value === null ? {} : ({ [name]: value } as { [key in K]?: T });
}

function readLayers(word: string | null): LayerRange | null {
  const [first = Number.NaN, last = Number.NaN] = (word ?? "").split("-").map(readNumber);
  return Number.isInteger(first) && Number.isInteger(last) && first <= last ? { first, last } : null;
}

function readList(word: string | null): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(word ?? "");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** A parameter and some of its rows, as a list. */
function readTrailed(word: string | null): Trailed | null {
  const [run, parameter, ...rows] = readList(word);
  const isSound = rows.length > 0 && rows.length <= MOST_TRAILED && rows.every(Number.isInteger);
  const isNamed = typeof run === "string" && typeof parameter === "string";
  return isNamed && isSound ? { run, parameter, rows: rows as number[] } : null;
}

function readInsight(id: string | null, run: string | null): ShownInsight | null {
  return id === null || id === "" ? null : { run: run ?? "", id };
}

/** Run, parameter, part, row and column, as a list. */
function readSelected(word: string | null): Selected | null {
  const [run, parameter, part, row, column] = readList(word);
  if (typeof run !== "string" || typeof parameter !== "string") {
    return null;
  }
  return {
    run,
    parameter,
    part: typeof part === "string" ? part : null,
    row: typeof row === "number" && Number.isInteger(row) ? row : null,
    column: typeof column === "number" && Number.isInteger(column) ? column : null,
  };
}

/** A number as a whole word: the empty one is none. */
function readNumber(word: string): number {
  return word.trim() === "" ? Number.NaN : Number(word);
}

/** Says that settings are as they always are, also where a browser remembers others. */
const STANDARD_SETTINGS = "standard";

/**
 * The address that shows this state; what is as it always is is left out. One for somebody else also says so of what the
 * browser there may remember otherwise.
 */
export function writeLink({ choices, step, camera, ...around }: Link, isForOthers = false): string {
  const words = new URLSearchParams();
  const all = { ...defaultChoices, ...choices };
  const add = (pairs: Words): void => {
    for (const [name, word] of pairs) {
      if (word !== "") {
        words.append(PREFIX + name, word);
      }
    }
  };
  add([["view", unless(all.view, defaultChoices.view)]]);
  if (all.runsAreChosen) {
    for (const run of all.runs.size > 0 ? all.runs : [NO_RUN]) {
      words.append(`${PREFIX}run`, run);
    }
  }
  add(choiceWords(all));
  add([
    ["settings", writeSettings(all.settings) || (isForOthers ? STANDARD_SETTINGS : "")],
    ["renderer", unless(String(all.renderer), String(defaultChoices.renderer))],
    ["step", step === undefined ? "" : String(Math.round(step * 100) / 100)],
    ["camera", writeCamera(camera ?? [])],
  ]);
  add(surroundingWords(around));
  const text = words.toString();
  return text === "" ? "#paramviz" : `#paramviz&${text}`;
}

/** Names and words; an empty one says nothing. */
type Words = ReadonlyArray<readonly [name: string, word: string]>;

/** What was chosen, but for the view, the runs and how it is drawn. */
function choiceWords(all: Choices): Words {
  return [
    ["parameter", all.parameter ?? ""],
    ["color", unless(all.colorBy, defaultChoices.colorBy)],
    ["zoom", all.autoZoom ? "" : "fixed"],
    ["filter", all.runFilter],
    ["quantity", unless(all.quantity, defaultChoices.quantity)],
    ["reference", all.reference ?? ""],
    ["hidden", [...all.hiddenKinds].join(",")],
    ["layers", writeLayers(all.layers)],
    ["name", all.parameterFilter],
    ["statistic", unless(all.statistic, defaultChoices.statistic)],
    ["scale", all.isLogarithmic ? "" : "linear"],
    ["scalar", all.scalar ?? ""],
    ["compare", unless(all.compare, defaultChoices.compare)],
    ["align", unless(all.alignment, defaultChoices.alignment)],
    ["since", String(all.since ?? "")],
    ["insight", all.insight?.id ?? ""],
    ["insight_run", all.insight?.run ?? ""],
    ["selected", writeSelected(all.selected)],
    ["trailed", writeTrailed(all.trailed)],
  ];
}

function unless(word: string, standard: string): string {
  return word === standard ? "" : word;
}

/** From near, a small difference moves the picture far. */
function writeCamera(camera: readonly number[]): string {
  return camera.map((value) => String(Number(value.toPrecision(6)))).join(",");
}

function writeLayers(layers: LayerRange | null): string {
  return layers === null ? "" : `${layers.first}-${layers.last}`;
}

function writeTrailed(trailed: Trailed | null): string {
  return trailed === null ? "" : JSON.stringify([trailed.run, trailed.parameter, ...trailed.rows]);
}

function writeSelected(selected: Selected | null): string {
  if (selected === null) {
    return "";
  }
  const { run, parameter, part, row, column } = selected;
  return JSON.stringify([run, parameter, part, row, column]);
}
