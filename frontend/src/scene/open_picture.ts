/** Chooses how to draw: in 3D where that is possible, else flat. */

import { batch } from "@preact/signals";
import { type Disposable, DisposableStore } from "../disposables";
import type { FallbackCause } from "../store/renderer";
import type { Store } from "../store/state";
import type { FrameLoop } from "./frame_loop";
import type { Picture, Surfaces } from "./picture";
import { ContextLostError } from "./webgl/context_lost_error";
import { WebglMissingError } from "./webgl/webgl_missing_error";

/** Draws the view in front with the store's renderer, until it is disposed of; where that fails, flat takes over. */
export function openPicture(store: Store, loop: FrameLoop, base: Omit<Surfaces, "failed">): Disposable {
  const disposables = new DisposableStore();
  let isOpen = true;
  disposables.defer(() => {
    isOpen = false;
  });
  const failed = (error: unknown): void => {
    if (isOpen) {
      isOpen = false;
      giveUp(store, error);
    }
  };
  const surfaces = { ...base, failed };
  const draw = (picture: Picture): boolean => {
    try {
      return isOpen && picture.draw(loop.script);
    } catch (error) {
      failed(error);
      return false;
    }
  };
  const open = async (): Promise<void> => {
    const picture = await loadPicture(store, surfaces);
    if (isOpen) {
      disposables.add(picture);
      disposables.add(loop.add(() => draw(picture)));
      loop.request();
    } else {
      picture.dispose();
    }
  };
  open().catch(failed);
  return disposables;
}

/** Starts to draw with the store's renderer, which is loaded when it is first wanted. */
export async function loadPicture(store: Store, surfaces: Surfaces): Promise<Picture> {
  if (store.renderer.peek() === "canvas2d") {
    const { openFlat } = await import("./flat");
    return openFlat(store, surfaces);
  }
  const { openWebgl } = await import("./webgl");
  return openWebgl(store, surfaces);
}

/** After an error of the renderer: 3D is followed by flat, which says why; nothing follows that. */
function giveUp(store: Store, error: unknown): void {
  if (store.renderer.peek() === "canvas2d") {
    store.drawingProblem.value = String(error);
    return;
  }
  batch(() => {
    store.rendererNote.value = { cause: causeOf(error), detail: String(error) };
    store.renderer.value = "canvas2d";
  });
}

function causeOf(error: unknown): FallbackCause {
  if (error instanceof WebglMissingError) {
    return "missing";
  }
  return error instanceof ContextLostError ? "lost" : "failed";
}
