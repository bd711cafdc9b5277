/** What moves the playhead: the user, a film, news. */

import type { Playhead } from "./playback";
import type { Store } from "./state";

/** Moves the playhead by program: nothing else about it changes. */
export function movePlayhead(store: Store, change: Partial<Playhead>): void {
  store.playhead.value = { ...store.playhead.value, ...change };
}

/** Scrubs: stops the film, and follows only where the user has gone to the newest step. */
export function scrub(store: Store, step: number): void {
  const { first, last } = store.domain.value;
  const clamped = Math.min(last, Math.max(first, step));
  movePlayhead(store, { step: clamped, playing: false, follow: clamped >= last });
}

/** Starts or stops the film; from its end it starts over. */
export function togglePlay(store: Store): void {
  const { playing, step } = store.playhead.value;
  const { first, last } = store.domain.value;
  if (playing) {
    movePlayhead(store, { playing: false });
  } else if (last > first) {
    movePlayhead(store, { playing: true, follow: false, step: step >= last ? first : step });
  }
}

/** Brings the playhead onto the axis of what is shown; `jump`: who follows is taken to its end at once. */
export function keepOnAxis(store: Store, jump: boolean): void {
  const { first, last } = store.domain.value;
  const { step, follow } = store.playhead.value;
  // Of a view that has loaded nothing yet nobody knows from where to where it goes.
  if (first === last && store.snapshotSteps.value.length === 0) {
    return;
  }
  if (follow ? jump : step < first || step > last) {
    movePlayhead(store, { step: follow ? last : Math.min(last, Math.max(first, step)) });
  }
}
