/** Draws the view a second time, on canvases that are on no page. */

import { batch } from "@preact/signals";
import type { Store } from "../store/state";
import { type Still, StillError, type StillLook, stillStore } from "../store/still";
import { loadPicture } from "./open_picture";
import type { Output } from "./picture";

/** Opens a drawing of what the page shows just now, with a renderer of its own. Throws `WebglMissingError`. */
export async function openStill(page: Store): Promise<Still> {
  const store = stillStore(page);
  const canvas = document.createElement("canvas");
  const overlay = document.createElement("canvas");
  const output: Output = { pixelRatio: 1, backdrop: null };
  let failure: unknown = null;
  const failed = (error: unknown): void => {
    failure = error;
  };
  const picture = await loadPicture(store, { canvas, overlay, output, requestFrame: () => undefined, failed });
  return {
    store,
    size: store.viewSize.peek(),
    draw: ({ size, pixelRatio, theme, backdrop }: StillLook, step) => {
      output.pixelRatio = pixelRatio;
      output.backdrop = backdrop;
      batch(() => {
        store.viewSize.value = size;
        store.theme.value = theme;
        store.playhead.value = { ...store.playhead.peek(), step };
      });
      picture.draw(null);
      if (failure !== null) {
        throw new StillError(String(failure), { cause: failure });
      }
      checkPixels(canvas, store);
      return [canvas, overlay];
    },
    dispose: () => {
      picture.dispose();
      letGo(canvas, store);
      for (const layer of [canvas, overlay]) {
        layer.width = 0;
        layer.height = 0;
      }
    },
  };
}

/** Gives the context back at once: a browser gives a page sixteen, and with one more it takes the oldest away, which is the page's own. */
function letGo(canvas: HTMLCanvasElement, store: Store): void {
  if (store.renderer.peek() === "webgl2") {
    canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** Graphics cards draw less than was asked for where that is too much, and say nothing. */
function checkPixels(canvas: HTMLCanvasElement, store: Store): void {
  const gl = store.renderer.peek() === "webgl2" ? canvas.getContext("webgl2") : null;
  if (gl === null) {
    return;
  }
  const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
  if (gl.isContextLost()) {
    throw new StillError(`the graphics card gave up at ${canvas.width} × ${canvas.height} pixels; try a smaller size`);
  }
  if (width < canvas.width || height < canvas.height) {
    throw new StillError(
      `the graphics card draws ${width} × ${height} pixels at most of ${canvas.width} × ${canvas.height}; try a smaller size`,
    );
  }
}
