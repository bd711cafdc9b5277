/** How the shown step moves by itself: playing a training like a film, and gliding to what has just been logged. Pure. */

import type { Domain } from "./axis";

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

/** How long the whole training lasts on the screen at speed 1. */
export const FILM_SECONDS = 20;

const GLIDE_MS = 350;
/** Nearer than this share of the axis, a glide has arrived. */
const ARRIVED = 1e-4;

export interface Playhead {
  readonly step: number;
  readonly playing: boolean;
  readonly speed: number;
  /** Whether the view keeps to the newest step. */
  readonly follow: boolean;
}

/** The playhead after some time. A film that reaches its end stops there and follows what comes. `glideSpeed` is a factor. */
export function advance(playhead: Playhead, domain: Domain, elapsedMs: number, glideSpeed = 1): Playhead {
  const span = domain.last - domain.first;
  if (playhead.playing) {
    const step = playhead.step + (span * playhead.speed * elapsedMs) / (FILM_SECONDS * 1000);
    return step < domain.last
      ? { ...playhead, step }
      : { ...playhead, step: domain.last, playing: false, follow: true };
  }
  if (playhead.follow && playhead.step !== domain.last) {
    const from = Math.min(domain.last, Math.max(domain.first, playhead.step));
    const step = domain.last + (from - domain.last) * Math.exp((-elapsedMs * glideSpeed) / GLIDE_MS);
    return { ...playhead, step: Math.abs(domain.last - step) <= span * ARRIVED ? domain.last : step };
  }
  return playhead;
}
