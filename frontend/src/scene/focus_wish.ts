/** What the user wishes to look at: a view flies there, once. */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Disposable } from "../disposables";
import type { Focus } from "../store/network/state";

/** Wishes that a view has flown to: one that is opened later has its own camera. */
const ARRIVED = new WeakSet<Focus>();

/** The wish of a view: what is wished while it is open, and what lasted until it was opened. */
export class FocusWish implements Disposable {
  private pending: Focus | null = null;
  private readonly stop: () => void;

  constructor(wish: ReadonlySignal<Focus | null>, requestFrame: () => void) {
    const known = wish.peek();
    this.stop = effect(() => {
      const focus = wish.value;
      const isOld = focus === known && !(focus?.isLasting === true && !ARRIVED.has(focus));
      if (focus !== null && !isOld) {
        this.pending = focus;
        requestFrame();
      }
    });
  }

  /** Hands over what is to be flown to, once; to be asked when the view knows where everything is. */
  take(): Focus | null {
    const { pending } = this;
    this.pending = null;
    if (pending !== null) {
      ARRIVED.add(pending);
    }
    return pending;
  }

  dispose(): void {
    this.stop();
  }
}
