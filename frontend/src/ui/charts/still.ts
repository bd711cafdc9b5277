/** The charts as a still: they are part of the page, and copied from it. */

import { copyPart } from "../../sharing/page_part/copy";
import type { Store } from "../../store/state";
import { type Still, StillError, stillStore } from "../../store/still";

/** What serves the pointer and the keys. */
const LEFT_OUT = ".u-cursor-x, .u-cursor-y, .u-cursor-pt, .u-select, .map-cursor, [role=tooltip], button, .heard";

/** Copies the charts that the page shows. Throws `StillError` where it shows none. */
export async function openChartsStill(page: Store): Promise<Still> {
  const element = document.querySelector(".chart-cards");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (element === null || context === null) {
    throw new StillError("no charts are shown");
  }
  const store = stillStore(page);
  const part = await copyPart(element, (one) => one.matches(LEFT_OUT));
  return {
    store,
    size: { width: part.width, height: part.height },
    draw: ({ size, pixelRatio }) => {
      canvas.width = Math.round(size.width * pixelRatio);
      canvas.height = Math.round(size.height * pixelRatio);
      // In the middle, and as large as it has room.
      const scale = Math.min(size.width / part.width, size.height / part.height);
      const ratio = pixelRatio * scale;
      const left = ((size.width - part.width * scale) / 2) * pixelRatio;
      context.setTransform(ratio, 0, 0, ratio, left, 0);
      part.draw(context);
      return [canvas];
    },
    dispose: () => {
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}
