/** Draws in 3D with three.js: one stage, and on it the view in front. Loaded when it is needed. */

import { DisposableStore } from "../../disposables";
import type { View } from "../../store/choices";
import type { Store } from "../../store/state";
import type { FrameScript } from "../frame_loop";
import { openViews, type Picture, type Surfaces } from "../picture";
import { BuildingView } from "./building/view";
import { EmbeddingsView } from "./points/view";
import { Stage } from "./stage";

/** Starts to draw. Throws `WebglMissingError`. */
export function openWebgl(store: Store, surfaces: Surfaces): Picture {
  const { canvas, overlay, output, requestFrame, failed } = surfaces;
  const disposables = new DisposableStore();
  const stage: Stage = disposables.add(
    new Stage(
      canvas,
      overlay,
      {
        moved: () => {
          store.camera.value = stage.place;
          requestFrame();
        },
        restored: () => {
          store.recovery.tell({ of: "graphics" });
          requestFrame();
        },
        gaveUp: failed,
      },
      output,
    ),
  );
  const open = (view: View): Picture | null => {
    switch (view) {
      case "embeddings":
        return new EmbeddingsView(store, stage, overlay, requestFrame);
      case "network":
        return new BuildingView(store, stage, overlay, requestFrame);
      case "charts":
        return null;
    }
  };
  const views = disposables.add(openViews(store, stage, open, surfaces));
  disposables.defer(() => {
    store.gpuObjects.value = null;
  });
  const draw = (script: FrameScript | null): boolean => {
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
