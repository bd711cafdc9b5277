/** Something that draws a view of the store. */

import { computed, effect, untracked } from "@preact/signals";
import type { Disposable } from "../disposables";
import type { View } from "../store/choices";
import type { Rgb } from "../store/colors";
import type { Store } from "../store/state";
import type { FrameScript } from "./frame_loop";

export interface Picture extends Disposable {
  /** Draws one frame; true while it is still moving by itself. */
  draw(script: FrameScript | null): boolean;
}

/** How a picture is drawn that is not for the screen. */
export interface Output {
  /** Drawn pixels along one of the page's. */
  pixelRatio: number;
  /** What lies behind the picture; null: what the theme has. */
  backdrop: Rgb | null;
}

/** What pictures are drawn with; `requestFrame` asks for a frame. */
export interface Surfaces {
  readonly canvas: HTMLCanvasElement;
  /** Over the canvas: for what is written, and for the pointer. */
  readonly overlay: HTMLCanvasElement;
  /** Left out: the screen, in as many pixels as it has and the machine can draw. */
  readonly output?: Output;
  requestFrame(): void;
  /** Called when nothing can be drawn any more, because of this error. */
  failed(error: unknown): void;
}

/** What a renderer's views are drawn on: a camera that the store remembers. */
export interface CameraStage {
  /** Position and target, six numbers; null while it frames the picture by itself. */
  place: readonly number[] | null;
  limitPixelRatio(most: number): void;
}

/**
 * Draws the view in front on a stage: calls `open` with it, and again whenever another one comes to the front; null where it
 * draws nothing, and nothing of what was drawn before is left. What `open` throws is passed on to `failed`.
 */
export function openViews(
  store: Store,
  stage: CameraStage,
  open: (view: View) => Picture | null,
  { requestFrame, failed }: Pick<Surfaces, "requestFrame" | "failed">,
): Picture {
  let picture: Picture | null = null;
  const close = (): void => {
    picture?.dispose();
    picture = null;
  };
  const view = computed(() => store.choices.value.view);
  const stopViews = effect(() => {
    const front = view.value;
    untracked(() => {
      close();
      stage.place = store.camera.peek();
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
  const stopCamera = effect(() => {
    const { value } = store.camera;
    // A place of the camera that the user did not choose by moving it.
    if (value === null || stage.place === null) {
      stage.place = value;
    }
    requestFrame();
  });
  return {
    draw: (script) => {
      stage.limitPixelRatio(store.detail.peek().pixelRatio);
      return picture?.draw(script) ?? false;
    },
    dispose: () => {
      stopCamera();
      stopViews();
      close();
    },
  };
}
