/** Brings the page to where an insight can be seen. */

import { batch } from "@preact/signals";
import type { InsightView, RunInfo } from "../../answers";
import { type Choices, COLOR_BYS, QUANTITIES, VIEWS, type View } from "../choices";
import { laid, spanOf } from "../comparison/alignment";
import { NO_FILTER } from "../navigation/filters";
import { shownParameters } from "../network/visibility";
import { movePlayhead } from "../playhead";
import { choose, openView, type Store } from "../state";
import type { RunInsight } from "./state";

/** Whether the page has the view that an insight asks for: a newer server may know others. */
export function canShow({ view }: InsightView): boolean {
  return viewNamed(view) !== undefined;
}

/** Opens the insight's view at its step, with its parameter selected, as it wants it to be seen, and flies there. */
export function showInsight(store: Store, { run, insight }: RunInsight): void {
  const { view: wanted } = insight;
  const view = viewNamed(wanted.view);
  if (view === undefined) {
    return;
  }
  const parameter = run.parameters.find(({ name }) => name === wanted.parameter)?.name ?? null;
  batch(() => {
    if (store.choices.peek().view !== view) {
      openView(store, view);
    }
    choose(store, {
      ...lookOf(wanted, view),
      ...unhidden(store.choices.peek(), run, parameter),
      ...(view === "embeddings" && parameter !== null && run.clouds.includes(parameter) ? { parameter } : {}),
      ...(parameter === null ? {} : { selected: { run: run.name, parameter, part: null, row: null, column: null } }),
      // Where runs are subtracted, or lie over each other, this one could not be seen as it is.
      compare: "side_by_side",
      insight: { run: run.name, id: insight.id },
    });
    movePlayhead(store, { step: stepOnAxis(store, run, wanted.step), playing: false, follow: false });
    if (view === "network" && parameter !== null) {
      store.network.focus.value = { path: parameter, part: null, isLasting: true };
    }
  });
}

function viewNamed(name: string): View | undefined {
  return VIEWS.find((view) => view === name);
}

/** What cells, points and charts are to show; what the page does not know stays as it is. */
function lookOf({ quantity, statistic, color, since }: InsightView, view: View): Partial<Choices> {
  const knownQuantity = QUANTITIES.find((name) => name === quantity);
  const knownColor = COLOR_BYS.find((name) => name === color);
  return {
    ...(knownQuantity === undefined ? {} : { quantity: knownQuantity }),
    ...(typeof statistic === "string" && statistic !== "" ? { statistic } : {}),
    ...(knownColor === undefined ? {} : { colorBy: knownColor }),
    ...(view === "embeddings" ? { since: Number.isInteger(since) ? since : null } : {}),
  };
}

/** Takes the filters away that hide the parameter. */
function unhidden(choices: Choices, run: RunInfo, parameter: string | null): Partial<Choices> {
  const number = run.parameters.findIndex(({ name }) => name === parameter);
  return number < 0 || shownParameters(run, choices).has(number) ? {} : NO_FILTER;
}

/** A view that has nothing loaded yet has no axis: it will have that of the shown runs. */
function stepOnAxis(store: Store, run: RunInfo, step: number): number {
  const spans = store.shownRuns.peek().map(({ steps }) => spanOf(steps));
  const known = spans.filter((span) => span !== null);
  const axis =
    store.snapshotSteps.peek().length > 0
      ? store.domain.peek()
      : { first: Math.min(...known.map(({ first }) => first)), last: Math.max(...known.map(({ last }) => last)) };
  return laid(spanOf(run.steps), axis, store.alignment.peek()).onAxis(step);
}
