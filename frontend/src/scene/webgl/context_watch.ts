/** Watches for the graphics driver taking the context away, as it may: after a crash, or for another program. */

import { type Disposable, DisposableStore } from "../../disposables";
import { ContextLostError } from "./context_lost_error";

export interface ContextListener {
  /** It is back, and everything must be drawn again. */
  restored(): void;
  /** It was lost too often, or is not given back. */
  gaveUp(error: ContextLostError): void;
}

const MOST_LOSSES = 3;
const PATIENCE_MS = 8000;

export class ContextWatch implements Disposable {
  private readonly disposables = new DisposableStore();
  private losses = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isGone = false;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly listener: ContextListener,
  ) {
    this.disposables.listen(canvas, "webglcontextlost", (event) => {
      // Without this, it is never given back.
      event.preventDefault();
      this.lose();
    });
    this.disposables.listen(canvas, "webglcontextrestored", () => {
      clearTimeout(this.timer);
      this.isGone = false;
      listener.restored();
    });
    this.disposables.defer(() => clearTimeout(this.timer));
  }

  /** Whether nothing can be drawn just now. */
  get isLost(): boolean {
    return this.isGone;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private lose(): void {
    this.isGone = true;
    this.losses += 1;
    if (this.losses >= MOST_LOSSES) {
      this.listener.gaveUp(new ContextLostError(`the WebGL context was lost ${this.losses} times`));
      return;
    }
    this.timer = setTimeout(
      () => this.listener.gaveUp(new ContextLostError(`the WebGL context was not restored in ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    );
  }
}
