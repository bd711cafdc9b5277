/** How the shown step moves by itself: playing a training like a film, and gliding to what has just been logged. Pure. */

import type { Domain } from "./axis";

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

/** How long the whole training lasts on the screen at speed 1. */
export const FILM_SECONDS = 20;

export const FILM_PACES = ["steps", "snapshots"] as const;
/** Whether equally many steps take the same time, or each snapshot, however many steps lie between. */
export type FilmPace = (typeof FILM_PACES)[number];

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

/** What a film runs over, and how. */
export interface Film {
  readonly domain: Domain;
  /** Steps of the snapshots, ascending. */
  readonly snapshotSteps: readonly number[];
  readonly pace: FilmPace;
  /** Whether it begins anew where it ends. */
  readonly loops: boolean;
  /** Factor on how fast new steps glide in. */
  readonly glideSpeed: number;
}

/** The playhead after some time. A film that reaches its end begins anew, or stops there and follows what comes. */
export function advance(playhead: Playhead, film: Film, elapsedMs: number): Playhead {
  const { first, last } = film.domain;
  if (playhead.playing) {
    const step = playedStep(playhead, film, elapsedMs);
    if (step < last) {
      return { ...playhead, step };
    }
    return film.loops ? { ...playhead, step: first } : { ...playhead, step: last, playing: false, follow: true };
  }
  if (playhead.follow && playhead.step !== last) {
    const from = Math.min(last, Math.max(first, playhead.step));
    const step = last + (from - last) * Math.exp((-elapsedMs * film.glideSpeed) / GLIDE_MS);
    return { ...playhead, step: Math.abs(last - step) <= (last - first) * ARRIVED ? last : step };
  }
  return playhead;
}

function playedStep({ step, speed }: Playhead, { domain, snapshotSteps, pace }: Film, elapsedMs: number): number {
  const share = (speed * elapsedMs) / (FILM_SECONDS * 1000);
  if (pace === "steps" || snapshotSteps.length < 2) {
    return step + (domain.last - domain.first) * share;
  }
  const steps = snapshotSteps;
  const before = Math.max(
    0,
    steps.findLastIndex((other) => other <= step),
  );
  const here = steps[before] ?? step;
  const next = steps[before + 1];
  const place = before + (next === undefined ? 0 : (step - here) / (next - here)) + (steps.length - 1) * share;
  return stepAtPlace(steps, place, domain.last);
}

/** The step at a place among snapshots, counted in snapshots. */
function stepAtPlace(steps: readonly number[], place: number, last: number): number {
  const before = steps[Math.floor(place)];
  const after = steps[Math.floor(place) + 1];
  return before === undefined || after === undefined ? last : before + (after - before) * (place % 1);
}
