/** What the user has chosen for an exported page, and what that means. Pure. */

import type { RunInfo } from "../../answers";
import type { Choices } from "../../store/choices";
import { writeLink } from "../../store/link";
import { cloudsOf } from "../../store/selection";
import type { Store } from "../../store/state";
import { PAGE_FILE } from "../../ui/strings/page_file";
import type { PageRequest, ProgramFiles } from "./make";
import { type PagePlan, planOf } from "./plan";

export interface PageForm {
  readonly title: string;
  /** By name, of those that are shown. */
  readonly runs: ReadonlySet<string>;
  readonly allClouds: boolean;
  readonly weights: boolean;
  readonly gradients: boolean;
  readonly compact: boolean;
  readonly neighbors: boolean;
  readonly snapshots: number;
}

const SNAPSHOTS = 50;
const LONGEST_NAME = 80;
/** What file systems and shells have no trouble with. */
const OTHER_THAN_NAMES = /[^\p{Letter}\p{Number}._-]+/gu;
const EDGES = /^[-.]+|[-.]+$/gu;

export function initialForm(store: Store): PageForm {
  const names = store.shownRuns.peek().map(({ name }) => name);
  return {
    title: names.join(", ").slice(0, LONGEST_NAME),
    runs: new Set(names),
    allClouds: true,
    weights: true,
    gradients: store.choices.peek().quantity === "gradient",
    compact: false,
    neighbors: true,
    snapshots: SNAPSHOTS,
  };
}

function runsOf(store: Store, form: PageForm): readonly RunInfo[] {
  return store.shownRuns.value.filter(({ name }) => form.runs.has(name));
}

/** Parameters with rows that these runs have: all, and the one in sight or else the first. */
export function cloudsOfForm(
  store: Store,
  form: PageForm,
): { readonly all: readonly string[]; readonly current: string | null } {
  const all = cloudsOf(runsOf(store, form)).map(({ name }) => name);
  const inSight = store.parameter.value;
  return { all, current: inSight !== null && all.includes(inSight) ? inSight : (all[0] ?? null) };
}

/** Most snapshots of one of the runs. */
export function mostSnapshots(store: Store, form: PageForm): number {
  return Math.max(0, ...runsOf(store, form).map(({ steps }) => steps.length));
}

export function planOfForm(store: Store, form: PageForm): PagePlan {
  const { all, current } = cloudsOfForm(store, form);
  return planOf({
    runs: runsOf(store, form),
    clouds: form.allClouds || current === null ? all : [current],
    snapshots: form.snapshots,
    weights: form.weights,
    gradients: form.gradients,
    compact: form.compact,
    neighbors: form.neighbors,
    near: store.playhead.peek().follow ? Number.POSITIVE_INFINITY : store.playhead.peek().step,
  });
}

/** What to make, with the picture as it stands, and what the file is called. */
export function makeRequest(
  store: Store,
  form: PageForm,
  program: ProgramFiles,
): { readonly request: PageRequest; readonly fileName: string } {
  const title = form.title.trim() || PAGE_FILE.untitled;
  const { step, follow } = store.playhead.peek();
  const camera = store.camera.peek();
  const hash = writeLink({
    choices: choicesOfPage(store.choices.peek(), form),
    ...(follow ? {} : { step }),
    ...(camera === null ? {} : { camera }),
  });
  const inSight = {
    parameter: store.clouds.peek()?.parameter ?? null,
    basis: store.clouds.peek()?.basis ?? null,
    scalar: store.choices.peek().scalar,
  };
  const runPlaces = store.runPlaces.peek();
  const request = { plan: planOfForm(store, form), inSight, runPlaces, title, hash, madeMs: Date.now(), program };
  return { request, fileName: fileNameOf(title) };
}

/** What is chosen, as far as the page will have it. */
function choicesOfPage(choices: Choices, { runs, gradients }: PageForm): Choices {
  const { quantity, insight, selected } = choices;
  const hasRun = ({ run }: { readonly run: string }): boolean => run === "" || runs.has(run);
  return {
    ...choices,
    runs,
    runsAreChosen: true,
    runFilter: "",
    quantity: quantity === "gradient" && !gradients ? "weight" : quantity,
    insight: insight !== null && hasRun(insight) ? insight : null,
    selected: selected !== null && hasRun(selected) ? selected : null,
  };
}

export function fileNameOf(title: string): string {
  const name = title.replace(OTHER_THAN_NAMES, "-").slice(0, LONGEST_NAME).replace(EDGES, "");
  return `${name || PAGE_FILE.untitled}.html`;
}
