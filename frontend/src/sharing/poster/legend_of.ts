/** The legend of what a store shows, as data: the same words and numbers as on the page. */

import { shownQuantity } from "../../store/choices";
import { divergingTable, NONFINITE_COLOR, sequentialTable } from "../../store/colors";
import { gridOf } from "../../store/grid";
import { isMovementColor } from "../../store/movement/values";
import { brokenAt } from "../../store/network/coloring";
import type { Store } from "../../store/state";
import { CHANGES, MOVEMENT_FORMATS } from "../../ui/strings/changes";
import { COMPARE } from "../../ui/strings/compare";
import { measure, number } from "../../ui/strings/format";
import { NETWORK_STRINGS } from "../../ui/strings/network";
import { COLOR_NAMES, STRINGS } from "../../ui/strings/page";
import { QUANTITY_NAMES } from "../../ui/strings/quantities";
import type { Legend } from "./figure";

/** What the colours of the view in front mean. */
export function legendOf(store: Store): Legend {
  return store.choices.peek().view === "embeddings" ? legendOfClouds(store) : legendOfCells(store);
}

function legendOfClouds(store: Store): Legend {
  const { compare, names, reference } = store.comparison;
  const { colorBy, settings } = store.choices.peek();
  const [history] = store.clouds.peek()?.histories ?? [];
  const [frame] = store.frames.peek();
  const preserved = history?.preservation ?? null;
  const variance = history?.explainedVariance.reduce((sum, share) => sum + share, 0);
  const notes = [
    ...(frame === undefined || !settings.grid ? [] : [{ text: STRINGS.grid(gridOf(frame.radius).interval) }]),
    ...(variance === undefined ? [] : [{ text: STRINGS.variance(variance) }]),
    ...(preserved === null ? [] : [{ text: STRINGS.neighbors(preserved.share, preserved.step) }]),
  ];
  if (compare.peek() === "overlay") {
    return { title: COMPARE.coloursOfRuns, table: null, ends: [], notes };
  }
  const isDifference = compare.peek() === "difference";
  const range = store.valueRange.peek();
  const title = isDifference ? COMPARE.distanceTo(names.peek()[reference.peek()] ?? "") : COLOR_NAMES[colorBy].legend;
  if (range === null) {
    return { title, table: null, ends: [], notes: [{ text: STRINGS.noGradient }, ...notes] };
  }
  const format = isDifference ? measure : formatOf(colorBy);
  return {
    title,
    table: sequentialTable(settings.colorScheme, store.theme.peek()),
    ends: [range[0], (range[0] + range[1]) / 2, range[1]].map(format),
    notes: [...(isMovementColor(colorBy) && !isDifference ? intervalsOf(store) : []), ...notes],
  };
}

/** Between which steps the colours hold. */
function intervalsOf({ movement, clouds }: Store): Legend["notes"] {
  const known = (clouds.peek()?.histories ?? []).flatMap(({ run }) => {
    const answer = movement.answers.peek().get(run);
    return answer === undefined ? [] : [CHANGES.interval(answer.of)];
  });
  return [...new Set(known)].map((text) => ({ text }));
}

function formatOf(colorBy: keyof typeof COLOR_NAMES): (value: number) => string {
  if (isMovementColor(colorBy)) {
    return MOVEMENT_FORMATS[colorBy];
  }
  return colorBy === "row" ? number : measure;
}

function legendOfCells({ choices, network, theme }: Store): Legend {
  const { settings } = choices.peek();
  const quantity = shownQuantity(choices.peek());
  const reference = network.reference.peek();
  const name =
    quantity === "difference" && reference !== null
      ? NETWORK_STRINGS.differenceTo(reference.run.name)
      : QUANTITY_NAMES[quantity].inText;
  const range = network.commonRange.peek();
  const isCommon = settings.scale === "common";
  const hasBroken = (network.histories.peek() ?? []).some((history) => {
    const isBroken = brokenAt(history, Number.POSITIVE_INFINITY, quantity);
    return history.run.parameters.some((_, parameter) => isBroken(parameter));
  });
  return {
    title: isCommon ? NETWORK_STRINGS.scaleOfAll(name) : NETWORK_STRINGS.scaleOfSlab(name),
    table: divergingTable(settings.colorScheme, theme.peek()),
    ends: isCommon ? [measure(-range), "0", measure(range)] : NETWORK_STRINGS.slabEnds,
    notes: hasBroken ? [{ text: NETWORK_STRINGS.nonfinite, color: NONFINITE_COLOR }] : [],
  };
}
