/** Draws flat, on a 2D canvas: where there is no WebGL, or three.js fails. Loaded when it is needed. */

import { DisposableStore } from "../../disposables";
import type { View } from "../../store/choices";
import type { Store } from "../../store/state";
import { openViews, type Picture, type Surfaces } from "../picture";
import { FlatEmbeddings } from "./points/view";
import { FlatStage } from "./stage";
import { FlatNetwork } from "./wall/view";

/** Starts to draw. Throws where the browser gives no 2D canvas. */
export function openFlat(store: Store, surfaces: Surfaces): Picture {
  const { canvas, overlay, output, requestFrame } = surfaces;
  const disposables = new DisposableStore();
  const stage: FlatStage = disposables.add(
    new FlatStage(
      canvas,
      overlay,
      () => {
        store.camera.value = stage.place;
        requestFrame();
      },
      output,
    ),
  );
  const open = (view: View): Picture | null => {
    switch (view) {
      case "embeddings":
        return new FlatEmbeddings(store, stage, overlay, requestFrame);
      case "network":
        return new FlatNetwork(store, stage, overlay, requestFrame);
      case "charts":
        return null;
    }
  };
  const views = disposables.add(openViews(store, stage, open, surfaces));
  return { draw: (script) => views.draw(script), dispose: () => disposables.dispose() };
}
