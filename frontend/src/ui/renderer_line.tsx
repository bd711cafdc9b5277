import { batch } from "@preact/signals";
import type { JSX } from "preact";
import { choose, type Store } from "../store/state";
import { RENDERER_STRINGS } from "./strings/renderer";

/** One line that says why the page draws in 2D, and offers 3D; nothing while it draws in 3D. */
export function RendererLine({ store }: { store: Store }): JSX.Element | null {
  const note = store.rendererNote.value;
  if (note === null) {
    return null;
  }
  const drawIn3d = (): void =>
    batch(() => {
      choose(store, { renderer: null });
      store.rendererNote.value = null;
      store.renderer.value = "webgl2";
    });
  return (
    <p role="note" class="renderer-line" title={note.detail}>
      {RENDERER_STRINGS[note.cause]}
      <button type="button" class="flat" onClick={drawIn3d}>
        {note.cause === "chosen" ? RENDERER_STRINGS.back : RENDERER_STRINGS.again}
      </button>
    </p>
  );
}
