/** Something that draws a view of the store. */

import { computed, effect, untracked } from "@preact/signals";
import type { Disposable } from "../disposables";
import type { View } from "../store/choices";
import type { Store } from "../store/state";
import type { FrameScript } from "./frame_loop";

export interface Picture extends Disposable {
  /** Draws one frame; true while it is still moving by itself. */
  draw(script: FrameScript | null): boolean;
}

/** What pictures are drawn with; `requestFrame` asks for a frame. */
export interface Surfaces {
  readonly canvas: HTMLCanvasElement;
  /** Over the canvas: for what is written, and for the pointer. */
  readonly overlay: HTMLCanvasElement;
  requestFrame(): void;
  /** Called when nothing can be drawn any more, because of this error. */
  failed(error: unknown): void;
}

/**
 * Calls `open` with the view in front, and again whenever another one comes to the front; null where it draws nothing, and
 * nothing of what was drawn before is left. What `open` throws is passed on to `failed`.
 */
export function followView(
  store: Store,
  open: (view: View) => Picture | null,
  failed: (error: unknown) => void,
): Picture {
  let picture: Picture | null = null;
  const close = (): void => {
    picture?.dispose();
    picture = null;
  };
  const view = computed(() => store.choices.value.view);
  const stop = effect(() => {
    const front = view.value;
    untracked(() => {
      close();
      try {
        picture = open(front);
      } catch (error) {
        failed(error);
      }
      if (picture === null) {
        store.drawn.value = null;
      }
    });
  });
  return {
    draw: (script) => picture?.draw(script) ?? false,
    dispose: () => {
      stop();
      close();
    },
  };
}
