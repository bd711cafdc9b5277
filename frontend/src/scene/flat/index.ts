/** Draws flat, on a 2D canvas: where there is no WebGL, or three.js fails. Loaded when it is needed. */

import { effect } from "@preact/signals";
import { DisposableStore } from "../../disposables";
import type { Store } from "../../store/state";
import type { FrameScript } from "../frame_loop";
import { followView, type Picture, type Surfaces } from "../picture";
import { FlatEmbeddings } from "./points/view";
import { FlatStage } from "./stage";
import { FlatNetwork } from "./wall/view";

/** Starts to draw. Throws where the browser gives no 2D canvas. */
export function openFlat(store: Store, { canvas, overlay, requestFrame, failed }: Surfaces): Picture {
  const disposables = new DisposableStore();
  const stage: FlatStage = disposables.add(
    new FlatStage(canvas, overlay, () => {
      store.camera.value = stage.place;
      requestFrame();
    }),
  );
  const views = disposables.add(
    followView(
      store,
      (view) => {
        stage.place = store.camera.peek();
        switch (view) {
          case "embeddings":
            return new FlatEmbeddings(store, stage, overlay, requestFrame);
          case "network":
            return new FlatNetwork(store, stage, overlay, requestFrame);
          case "charts":
            return null;
        }
      },
      failed,
    ),
  );
  disposables.defer(
    effect(() => {
      const { value } = store.camera;
      // A place of the camera that the user did not choose by moving it.
      if (value === null || stage.place === null) {
        stage.place = value;
      }
      requestFrame();
    }),
  );
  const draw = (script: FrameScript | null): boolean => {
    stage.limitPixelRatio(store.detail.peek().pixelRatio);
    return views.draw(script);
  };
  return { draw, dispose: () => disposables.dispose() };
}
