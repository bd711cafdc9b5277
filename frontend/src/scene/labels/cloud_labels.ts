/** What is written and marked over the clouds of the Embeddings view, in whichever way they are drawn. */

import { PICTURE_COLORS } from "../../store/colors";
import { isDrawn } from "../../store/comparison/compare";
import type { Store } from "../../store/state";
import type { SeenCloud } from "../point_pointing";
import { type ClipMatrix, shownCloud } from "../projector";
import type { LabelPainter, LabelScene } from "./point_labels";
import type { Strands } from "./strands";

/** A cloud as it was drawn. */
export interface WrittenCloud extends SeenCloud {
  /** From the room that it stands in to clip space. */
  readonly roomMatrix: ClipMatrix;
}

export interface Lettering {
  /** Where the name of each axis stands in the room. */
  readonly axisNames: readonly (readonly [number, number, number])[];
  readonly focusDistance: number;
  /** Diameter of a point in CSS pixels. */
  readonly pointPixels: number;
  /** For each cloud the number of the selected point; -1 where it has none. */
  readonly selected: readonly number[];
  /** For each cloud the numbers of the points whose trails are drawn. */
  readonly trailed: readonly (readonly number[])[];
}

/** Writes over each cloud, in their order; where they lie over each other, only the first has labels. */
export function writeClouds(
  store: Store,
  painter: LabelPainter,
  clouds: readonly WrittenCloud[],
  lettering: Lettering,
): void {
  const colors = PICTURE_COLORS[store.theme.peek()];
  const isOverlay = store.comparison.compare.peek() === "overlay";
  for (const [index, cloud] of clouds.entries()) {
    if (isDrawn(cloud.pane)) {
      const scene = sceneOf(store, cloud, index, lettering);
      const strands = strandsOf(store, clouds, index, [scene.hovered, scene.selected]);
      if (strands !== null) {
        painter.paintStrands(strands, colors);
      }
      painter.paint(isOverlay && index > 0 ? { ...scene, axisNames: [], labelShare: 0 } : scene, colors);
    }
  }
}

function sceneOf(
  store: Store,
  { history, pane, step, matrix, roomMatrix }: WrittenCloud,
  index: number,
  { axisNames, focusDistance, pointPixels, selected, trailed }: Lettering,
): LabelScene {
  const { settings } = store.choices.peek();
  const hover = store.hover.peek();
  return {
    pane,
    history,
    step,
    cloudMatrix: matrix,
    roomMatrix,
    axisNames: settings.grid ? axisNames : [],
    labelShare: settings.labels ? store.detail.peek().labelShare : 0,
    focusDistance,
    pointPixels,
    hovered: hover?.history === index ? hover.point : -1,
    selected: selected[index] ?? -1,
    trailed: trailed[index] ?? [],
    trailLength: settings.trails,
  };
}

/** The lines from a cloud to the one that it is compared with; null unless differences are shown. */
function strandsOf(
  { comparison }: Store,
  clouds: readonly WrittenCloud[],
  index: number,
  marked: readonly number[],
): Strands | null {
  const match = comparison.rowMatches.peek()[index];
  const cloud = clouds[index];
  const other = clouds[comparison.reference.peek()];
  if (match === undefined || cloud === undefined || other === undefined) {
    return null;
  }
  const here = shownCloud(cloud.history, cloud.step, cloud.matrix, cloud.pane);
  const step = comparison.referenceStep(index, cloud.step);
  const there = step === null ? null : shownCloud(other.history, step, cloud.matrix, cloud.pane);
  return here === null || there === null ? null : { here, there, match, marked };
}
