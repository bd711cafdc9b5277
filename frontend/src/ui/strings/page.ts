/** What the page says around its views, and in the Embeddings view. */

import type { ColorBy } from "../../store/choices";
import type { Recovery } from "../../store/recovery";
import type { Refusal } from "../../store/refusal";
import { number, percent } from "./format";
import { age } from "./timeline";

export const STRINGS = {
  title: "ParamViz",
  embeddings: "Embeddings",
  network: "Network",
  charts: "Charts",
  views: "Views",
  runs: "Runs",
  parameters: "Parameters",
  filterRuns: "Filter runs (regex)",
  invalidFilter: "This is no valid regular expression; all runs are listed.",
  diskFull:
    "The disk of the log directory has no room: what is logged there now may be lost, and after minutes a training gives up.",
  noRunPasses: "No run passes this filter.",
  clearFilter: "Clear the filter",
  moreRuns: (count: number): string => `… and ${number(count)} more: filter to find them.`,
  problemsOf: (run: string): string => `What is wrong with ${run}`,
  noParameters: "The runs that are shown have no embeddings.",
  resetCamera: "Reset camera",
  autoZoom: "Scale to each step",
  autoZoomHint: "On: every step fills the view, and the grid shows its size. Off: one scale for the whole training.",
  colorBy: "Colour",
  step: "Step",
  play: "Play",
  pause: "Pause",
  previousSnapshot: "Previous snapshot",
  nextSnapshot: "Next snapshot",
  speed: "Speed",
  follow: "Follow",
  followHint: "Keep to the newest step while the training runs",
  lost: "TensorBoard does not answer. What was loaded stays; this page tries again by itself.",
  missed: (why: string): string => `${sentence(why)} What was loaded stays; this page tries again by itself.`,
  lostAtStart: "TensorBoard does not answer",
  lostAtStartHint: "Is the server still running? This page tries again by itself.",
  refused: "The data cannot be shown",
  refusedBody: (why: string): string => `${sentence(why)} This page tries again by itself.`,
  loading: "Loading…",
  drawingFailed: "The picture cannot be drawn",
  runsGone: "The runs are gone",
  runsGoneHint:
    "TensorBoard lists no run with parameters: the log directory was removed or emptied, or the server was started anew and is still reading it. They are shown again as soon as they are back.",
  noData: "No parameters have been logged here yet",
  noDataHint: "Log them from your own training loop:",
  noDataCode: `from tensorboard_plugin_paramviz import SummaryWriter

writer = SummaryWriter("runs/my-run")
watcher = writer.watch(model)
for step in range(1, steps + 1):
    ...
    optimizer.step()
    watcher.step(step)
    optimizer.zero_grad()
writer.close()`,
  noDataTry: "or try it with an invented training:",
  noDataTryCode: "paramviz simulate runs/try",
  noDataWaiting:
    "The page looks again every 3 seconds; the log directory is the one that TensorBoard was started with.",
  noRunShown: "No run is shown",
  noRunShownHint: "Check a run on the left.",
  missingRuns: (names: readonly string[]): string =>
    names.length === 1 ? `The run ${names[0]} is not here` : `${names.length} runs are not here`,
  missingRunsHint: (names: readonly string[]): string =>
    names.length === 1
      ? "It may have been deleted or renamed, or belong to another log directory. Check another run on the left."
      : `${names.join(", ")} may have been deleted or renamed, or belong to another log directory. Check other runs on the left.`,
  missingRunsNote: (names: readonly string[]): string => `Not here: ${names.join(", ")}.`,
  forget: "Forget",
  noClouds: "These runs have no embeddings to show",
  noCloudsHint: "Rows of a parameter are logged with watch(model, rows={name: row_numbers}).",
  noNetwork: "These runs log no parameters",
  noNetworkHint: "watch(model) logs the weights of all of a model’s parameters.",
  absent: (run: string, parameter: string): string => `${run} does not log rows of ${parameter}.`,
  rows: (shown: number, all: number): string =>
    shown === all ? `${number(all)} rows` : `${number(shown)} of ${number(all)} rows`,
  variance: (share: number): string => `3 axes: ${percent(share)} of variance`,
  neighbors: (share: number, step: number): string => `${percent(share)} of neighbours, step ${number(step)}`,
  fidelityHint:
    "Variance: of all steps and runs shown. Neighbours: how many of a point’s ten nearest in full width are among its ten nearest here.",
  ownStep: (step: number, newest: number): string => `step ${number(Math.round(step))} of ${number(newest)}`,
  newestStep: (step: number): string => `its newest step is ${number(step)}`,
  alignment: (onto: string, agreement: number, byChance: number): string =>
    `turned onto ${onto}: ${percent(agreement)} alike in the end (by chance ${percent(byChance)})`,
  grid: (interval: number): string => `grid ${Number(interval.toPrecision(1))}`,
  stepText: (step: number): string => `step ${number(Math.round(step))}`,
  snapshots: (count: number): string => (count === 1 ? "1 snapshot" : `${number(count)} snapshots`),
  thinned: (kept: number, all: number): string => `${number(kept)} of ${number(all)} snapshots kept`,
  thinnedHint: "The others are fetched when you get there.",
  notFinite: (count: number): string => `${number(count)} rows are not finite and cannot be shown`,
  noGradient: "No gradient was logged.",
  rowName: "row",
  snapshot: "snapshot",
  row: (row: number): string => `row ${number(row)}`,
  showRun: (name: string): string => name,
} as const;

export const COLOR_NAMES: Readonly<Record<ColorBy, { readonly choice: string; readonly legend: string }>> = {
  magnitude: { choice: "Magnitude", legend: "norm of the row" },
  gradient: { choice: "Gradient", legend: "norm of the row’s gradient" },
  row: { choice: "Row", legend: "number of the row" },
  movement: { choice: "Movement", legend: "how far the row moved" },
  neighbor_change: { choice: "New neighbours", legend: "neighbours that changed" },
};

const REFUSALS: Readonly<Record<Refusal["reason"], (detail: string) => string>> = {
  refused: (detail) => detail,
  unreadable: (detail) => `An answer of TensorBoard arrived damaged: ${detail}.`,
  unreachable: () => "TensorBoard does not answer.",
  mistake: (detail) => `The page made a mistake: ${detail}.`,
};

const SENTENCE_END = /[.!?]$/u;

/** Words of the server's, which end as they like, as a sentence. */
function sentence(words: string): string {
  return SENTENCE_END.test(words) ? words : `${words}.`;
}

/** Why there is no answer, for people to read. */
export function refusalWords({ reason, detail }: Refusal): string {
  return REFUSALS[reason](detail);
}

const RUNS = new Intl.ListFormat("en");

/** What the page came through by itself. */
export function recoveryWords(recovery: Recovery): string {
  switch (recovery.of) {
    case "graphics":
      return "The graphics driver had taken the picture away; it is drawn again.";
    case "runs":
      return `${RUNS.format(recovery.names)}: logged anew. What was there before is gone.`;
    case "problems":
      return `${RUNS.format(recovery.names)}: not all is well with what was logged. The ! beside the name says why.`;
    case "clock":
      return `${RUNS.format(recovery.names)}: the clock of the training was set back. How old data are is counted from when they came.`;
    case "gone":
      return `${RUNS.format(recovery.names)}: not in the log directory at present.`;
    case "absence":
      return `Caught up after ${age(recovery.absentMs)}: ${number(recovery.newSteps)} new ${recovery.newSteps === 1 ? "snapshot" : "snapshots"}.`;
  }
}
