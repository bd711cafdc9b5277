/** Draws in 3D with three.js: one stage, and on it the view in front. Loaded when it is needed. */

import { effect } from "@preact/signals";
import { DisposableStore } from "../../disposables";
import type { Store } from "../../store/state";
import type { FrameScript } from "../frame_loop";
import { followView, type Picture, type Surfaces } from "../picture";
import { BuildingView } from "./building/view";
import { EmbeddingsView } from "./points/view";
import { Stage } from "./stage";

/** Starts to draw. Throws `WebglMissingError`. */
export function openWebgl(store: Store, { canvas, overlay, requestFrame, failed }: Surfaces): Picture {
  const disposables = new DisposableStore();
  const stage: Stage = disposables.add(
    new Stage(canvas, overlay, {
      moved: () => {
        store.camera.value = stage.place;
        requestFrame();
      },
      restored: requestFrame,
      gaveUp: failed,
    }),
  );
  const views = disposables.add(
    followView(
      store,
      (view) => {
        stage.place = store.camera.peek();
        switch (view) {
          case "embeddings":
            return new EmbeddingsView(store, stage, overlay, requestFrame);
          case "network":
            return new BuildingView(store, stage, overlay, requestFrame);
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
  disposables.defer(() => {
    store.gpuObjects.value = null;
  });
  const draw = (script: FrameScript | null): boolean => {
    stage.limitPixelRatio(store.detail.peek().pixelRatio);
    const isMoving = views.draw(script);
    const { geometries, textures } = stage.gpuObjects;
    const known = store.gpuObjects.peek();
    if (known?.geometries !== geometries || known.textures !== textures) {
      store.gpuObjects.value = { geometries, textures };
    }
    return isMoving;
  };
  return { draw, dispose: () => disposables.dispose() };
}
