/** Drawings beside that on the screen, of a size and at a step of their own: what is exported is made of them. */

import { batch } from "@preact/signals";
import type { Disposable } from "../disposables";
import type { Rgb } from "./colors";
import { createStore, type Size, type Store, type Theme } from "./state";

export interface StillLook {
  /** In CSS pixels, which letters and lines keep their proportion to. */
  readonly size: Size;
  /** Drawn pixels along a CSS pixel. */
  readonly pixelRatio: number;
  readonly theme: Theme;
  /** What lies behind the picture; null: what the theme has. */
  readonly backdrop: Rgb | null;
}

export interface Still extends Disposable {
  /** What is drawn: the page's data, with a step, a size and a theme of its own. */
  readonly store: Store;
  /** As large as the page has it, in CSS pixels. */
  readonly size: Size;
  /** Draws a step in full detail. What it returns, the lowest first, is to be copied before the task ends. Throws `StillError`. */
  draw(look: StillLook, step: number): readonly HTMLCanvasElement[];
}

export type OpenStill = () => Promise<Still>;

/** A picture of this size could not be drawn; the message says why, and what may help. */
export class StillError extends Error {
  override readonly name = "StillError";
}

/** A store of what the page shows just now: it shares what was loaded, and nothing that happens to one happens to the other. */
export function stillStore(store: Store): Store {
  const still = createStore(store.choices.peek(), store.playhead.peek().step);
  batch(() => {
    still.runs.value = store.runs.peek();
    still.runPlaces.value = store.runPlaces.peek();
    still.clouds.value = store.clouds.peek();
    still.network.histories.value = store.network.histories.peek();
    still.network.rowLabels.value = store.network.rowLabels.peek();
    still.movement.answers.value = store.movement.answers.peek();
    still.timeline.times.value = store.timeline.times.peek();
    still.theme.value = store.theme.peek();
    still.camera.value = store.camera.peek();
    still.viewSize.value = store.viewSize.peek();
    still.renderer.value = store.renderer.peek();
  });
  return still;
}
