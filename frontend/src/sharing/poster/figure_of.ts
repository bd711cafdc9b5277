/** The figure that a store shows at its step. */

import { shownQuantity } from "../../store/choices";
import { isDrawn } from "../../store/comparison/compare";
import { findParameter } from "../../store/inspection/subject";
import { kindOf } from "../../store/kinds";
import type { Pane } from "../../store/panes";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { COMPARE } from "../../ui/strings/compare";
import { compact } from "../../ui/strings/format";
import { KIND_NAMES } from "../../ui/strings/kinds";
import { STRINGS } from "../../ui/strings/page";
import { POSTER } from "../../ui/strings/poster";
import { QUANTITY_NAMES } from "../../ui/strings/quantities";
import { captionsOf, type LastingCaptions } from "./captions";
import type { Figure, RunName } from "./figure";
import { legendOf } from "./legend_of";

const NAME_LEFT = 18;
const NAME_MIDDLE = 20;
const NAME_PIXELS = 20;

/** All that there is to say around the picture. */
export function figureOf(store: Store, lasting: LastingCaptions): Figure {
  const { first, last } = store.domain.peek();
  const { step } = store.playhead.peek();
  const progress = last > first ? (step - first) / (last - first) : 1;
  return {
    ...titlesOf(store),
    step: store.alignment.peek() === "share" ? POSTER.share(progress * 100) : POSTER.step(step, last),
    progress,
    ...placesOf(store),
    legend: legendOf(store),
    captions: captionsOf(store, lasting),
  };
}

/** Charts say themselves which line is which run. */
function placesOf(store: Store): Pick<Figure, "runs" | "panes"> {
  return store.choices.peek().view === "charts"
    ? { runs: [], panes: [] }
    : { runs: runNames(store), panes: store.comparison.panes.peek().filter(isDrawn) };
}

function titlesOf(store: Store): Pick<Figure, "title" | "subtitle"> {
  if (store.choices.peek().view === "embeddings") {
    const name = store.parameter.peek() ?? "";
    const run = store.shownRuns.peek().find((one) => findParameter(one, name) >= 0);
    const kind = run?.parameters[findParameter(run, name)]?.kind ?? "other";
    const rows = store.clouds.peek()?.histories[0]?.rowIds.length ?? 0;
    return { title: KIND_NAMES[kindOf(kind)], subtitle: POSTER.rows(name, rows) };
  }
  const models = new Map(
    (store.network.histories.peek() ?? []).map(({ run }) => [run.model_name || run.model_class, run.parameter_count]),
  );
  const { view } = store.choices.peek();
  const quantity = view === "charts" ? STRINGS.charts : QUANTITY_NAMES[shownQuantity(store.choices.peek())].name;
  const counts = [...new Set(models.values())].map(compact).join(", ");
  return {
    title: [...models.keys()].filter(Boolean).join(", ") || STRINGS.network,
    subtitle: POSTER.network(quantity, counts),
  };
}

/** The name of each run in its pane; where they lie over each other, one below the other. */
function runNames(store: Store): readonly RunName[] {
  const { names, panes, compare, reference } = store.comparison;
  const other = compare.peek() === "difference" ? names.peek()[reference.peek()] : undefined;
  const isOverlay = compare.peek() === "overlay";
  const drawn = panes.peek().flatMap((pane, index) => {
    const run = names.peek()[index];
    return run !== undefined && isDrawn(pane) ? [{ pane, run, index }] : [];
  });
  return drawn.map(({ pane, run, index }, place) => ({
    name: other === undefined ? run : COMPARE.less(run, other),
    color: colorOfRun(store, run),
    note: noteOf(store, index),
    ...placeOf(pane, isOverlay ? place : 0),
  }));
}

function placeOf({ x, y, width }: Pane, line: number): Pick<RunName, "x" | "y" | "right"> {
  return { x: x + NAME_LEFT, y: y + NAME_MIDDLE + line * NAME_PIXELS, right: x + width - NAME_LEFT };
}

/** Where a run stands, where not all stand at the same step, and onto which other one it was turned. */
function noteOf(store: Store, index: number): string {
  const isCloud = store.choices.peek().view === "embeddings";
  const history = isCloud ? store.clouds.peek()?.histories[index] : undefined;
  const moments = isCloud ? (history?.snapshots ?? []) : (store.network.moments.peek()[index] ?? []);
  const turned = history?.alignment ?? null;
  return [
    stepNote(
      store,
      moments.map(({ step }) => step),
    ),
    turned === null ? "" : STRINGS.alignment(turned.onto, turned.agreement, turned.byChance),
  ]
    .filter((one) => one !== "")
    .join(" · ");
}

function stepNote(store: Store, steps: readonly number[]): string {
  const newest = steps.at(-1);
  if (newest === undefined) {
    return "";
  }
  if (store.alignment.peek() === "share") {
    return STRINGS.ownStep(store.stepOn(steps), newest);
  }
  return newest >= Math.round(store.playhead.peek().step) ? "" : STRINGS.newestStep(newest);
}
