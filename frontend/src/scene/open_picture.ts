/** Chooses how to draw: in 3D where that is possible, else flat. */

import { type Disposable, DisposableStore } from "../disposables";
import type { Store } from "../store/state";
import type { FrameLoop } from "./frame_loop";
import type { Picture, Surfaces } from "./picture";

/** Draws the view in front with the store's renderer, until it is disposed of. */
export function openPicture(store: Store, loop: FrameLoop, surfaces: Surfaces): Disposable {
  const disposables = new DisposableStore();
  let isOpen = true;
  disposables.defer(() => {
    isOpen = false;
  });
  const show = (picture: Picture): void => {
    if (isOpen) {
      disposables.add(picture);
      disposables.add(loop.add(() => picture.draw(loop.script)));
      loop.request();
    } else {
      picture.dispose();
    }
  };
  const open = async (): Promise<void> => {
    if (store.renderer.peek() === "canvas2d") {
      const { openFlat } = await import("./flat");
      show(openFlat(store, surfaces));
      return;
    }
    const { openWebgl } = await import("./webgl");
    show(openWebgl(store, surfaces));
  };
  open().catch((error: unknown) => {
    if (store.renderer.peek() === "webgl2") {
      fallBack(store, String(error));
    } else {
      store.drawingProblem.value = String(error);
    }
  });
  return disposables;
}

/** Draws flat from now on, and says why. */
export function fallBack(store: Store, reason: string): void {
  store.rendererNote.value = reason;
  store.renderer.value = "canvas2d";
}
