/** The page's state as the words of a link, and back. Pure; `host.ts` knows where the link stands. */

import { type Choices, type ColorBy, defaultChoices } from "./choices";

/** TensorBoard's own form for what a plugin keeps in its address. */
const PREFIX = "p.paramviz.";

const TAB_NAME = /^#?[^&]*&?/u;

/** Stands for the choice of no run; a run's name is never empty. */
const NO_RUN = "";

const COLORS: readonly ColorBy[] = ["magnitude", "gradient", "row"];

export interface Link {
  readonly choices: Partial<Choices>;
  readonly step?: number;
  /** Position and target of the camera: six numbers. */
  readonly camera?: readonly number[];
}

/** Reads what an address says; what cannot be read is left out. */
export function readLink(hash: string): Link {
  const words = new URLSearchParams(hash.replace(TAB_NAME, ""));
  const get = (name: string): string | null => words.get(PREFIX + name);
  const runs = words.getAll(`${PREFIX}run`);
  const color = COLORS.find((name) => name === get("color"));
  const step = readNumber(get("step") ?? "");
  const camera = (get("camera") ?? "").split(",").map(readNumber);
  const parameter = get("parameter");
  return {
    choices: {
      ...(runs.length > 0 ? { runs: new Set(runs.filter((run) => run !== NO_RUN)), runsAreChosen: true } : {}),
      ...(parameter === null ? {} : { parameter }),
      ...(color === undefined ? {} : { colorBy: color }),
      ...(get("zoom") === "fixed" ? { autoZoom: false } : {}),
      ...(get("filter") === null ? {} : { runFilter: get("filter") ?? "" }),
    },
    ...(Number.isFinite(step) ? { step } : {}),
    ...(camera.length === 6 && camera.every(Number.isFinite) ? { camera } : {}),
  };
}

/** A number as a whole word: the empty one is none. */
function readNumber(word: string): number {
  return word.trim() === "" ? Number.NaN : Number(word);
}

/** The address that shows this state; what is as it always is is left out. */
export function writeLink({ choices, step, camera }: Link): string {
  const words = new URLSearchParams();
  const { runs, runsAreChosen, parameter, colorBy, autoZoom, runFilter } = { ...defaultChoices, ...choices };
  const set = (name: string, value: string): void => words.append(PREFIX + name, value);
  if (runsAreChosen) {
    for (const run of runs.size > 0 ? runs : [NO_RUN]) {
      set("run", run);
    }
  }
  if (parameter !== null) {
    set("parameter", parameter);
  }
  if (colorBy !== defaultChoices.colorBy) {
    set("color", colorBy);
  }
  if (!autoZoom) {
    set("zoom", "fixed");
  }
  if (runFilter !== "") {
    set("filter", runFilter);
  }
  if (step !== undefined) {
    set("step", String(Math.round(step * 100) / 100));
  }
  if (camera !== undefined) {
    set("camera", camera.map((value) => value.toFixed(3)).join(","));
  }
  const text = words.toString();
  return text === "" ? "#paramviz" : `#paramviz&${text}`;
}
