/** The Network view: one building a run, drawn from the store and nothing else. */

import type { Store } from "../../../store/state";
import type { FrameScript } from "../../frame_loop";
import type { Picture } from "../../picture";
import type { Stage } from "../stage";

export class BuildingView implements Picture {
  constructor(
    private readonly store: Store,
    private readonly stage: Stage,
    _overlay: HTMLCanvasElement,
    private readonly requestFrame: () => void,
  ) {
    this.requestFrame();
  }

  draw(script: FrameScript | null): boolean {
    const { width, height } = this.store.viewSize.peek();
    this.stage.draw([], width, height, [0, 0, 0]);
    this.store.drawn.value = {
      points: 0,
      gpuBytes: 0,
      medianScriptMs: script?.medianMs ?? 0,
      worstScriptMs: script?.worstMs ?? 0,
    };
    return this.stage.update();
  }

  dispose(): void {
    this.requestFrame();
  }
}
