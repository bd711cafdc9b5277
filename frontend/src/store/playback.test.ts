import { describe, expect, it } from "vitest";
import type { Domain } from "./axis";
import { advance, FILM_SECONDS, type Film, type Playhead, SPEEDS } from "./playback";

const domain = { first: 0, last: 1000 };
const rest: Playhead = { step: 0, playing: false, speed: 1, follow: false };
const FRAME_MS = 1000 / 60;

function film(over: Domain, change: Partial<Film> = {}): Film {
  return { domain: over, snapshotSteps: [], pace: "steps", loops: false, glideSpeed: 1, ...change };
}

/** How long it takes until nothing moves any more, in seconds. */
function secondsUntilRest(playhead: Playhead, axis = film(domain)): { seconds: number; playhead: Playhead } {
  let current = playhead;
  for (let frames = 0; frames < 100_000; frames += 1) {
    const next = advance(current, axis, FRAME_MS);
    if (next === current) {
      return { seconds: (frames * FRAME_MS) / 1000, playhead: current };
    }
    current = next;
  }
  throw new Error("it never comes to rest");
}

describe("a film", () => {
  it.each(SPEEDS)("at speed %d lasts as long as that", (speed) => {
    const { seconds } = secondsUntilRest({ ...rest, playing: true, speed });

    expect(seconds).toBeGreaterThan(FILM_SECONDS / speed - 0.1);
    expect(seconds).toBeLessThan(FILM_SECONDS / speed + 0.1);
  });

  it("ends exactly on the last step, stands and follows what comes", () => {
    const { playhead } = secondsUntilRest({ ...rest, playing: true });

    expect(playhead).toEqual({ step: 1000, playing: false, speed: 1, follow: true });
  });

  it("goes on where the training has gone on", () => {
    const playing = { ...rest, step: 999, playing: true };

    expect(advance(playing, film({ first: 0, last: 2000 }), 1000)).toEqual({ ...playing, step: 1099 });
  });
});

describe("a film of snapshots", () => {
  const snapshotSteps = [0, 10, 20, 1000];
  const bySnapshots = film(domain, { snapshotSteps, pace: "snapshots" });

  it("gives each of them the same time, and lasts as long as one of steps", () => {
    const thirdMs = (FILM_SECONDS * 1000) / 3;
    let playhead: Playhead = { ...rest, playing: true };
    const seen = [1, 2, 3].map(() => {
      playhead = advance(playhead, bySnapshots, thirdMs);
      return Math.round(playhead.step);
    });

    expect(seen).toEqual([10, 20, 1000]);
    expect(playhead.playing).toBe(false);
    expect(secondsUntilRest({ ...rest, playing: true }, bySnapshots).seconds).toBeCloseTo(FILM_SECONDS, 0);
  });

  it("goes on from wherever it is, and plays steps where there are no snapshots to count", () => {
    const between = advance({ ...rest, step: 510, playing: true }, bySnapshots, (FILM_SECONDS * 1000) / 6);
    expect(between.step).toBe(1000);

    const few = film(domain, { snapshotSteps: [0], pace: "snapshots" });
    expect(advance({ ...rest, playing: true }, few, 1000).step).toBe(50);
  });
});

describe("a film in a loop", () => {
  it("begins anew and goes on", () => {
    const looping = film(domain, { loops: true });
    const playhead = advance({ ...rest, step: 999, playing: true }, looping, 1000);

    expect(playhead).toEqual({ ...rest, step: 0, playing: true });
  });
});

describe("a glide", () => {
  it("arrives exactly on the newest step, soon and without overshooting", () => {
    const following = { ...rest, step: 990, follow: true };
    const first = advance(following, film(domain), FRAME_MS);

    expect(first.step).toBeGreaterThan(990);
    expect(first.step).toBeLessThan(1000);
    const { playhead, seconds } = secondsUntilRest(following);
    expect(playhead).toEqual({ ...following, step: 1000 });
    expect(seconds).toBeLessThan(4);
  });

  it("ends at once where the axis has a single step, or none", () => {
    expect(advance({ ...rest, step: 40, follow: true }, film({ first: 100, last: 100 }), FRAME_MS).step).toBe(100);
    expect(advance({ ...rest, step: 40, follow: true }, film({ first: 0, last: 0 }), FRAME_MS).step).toBe(0);
  });
});

it("at rest nothing changes, not even the object", () => {
  const at = { ...rest, step: 500 };
  const following = { ...rest, step: 1000, follow: true };

  expect(advance(at, film(domain), FRAME_MS)).toBe(at);
  expect(advance(following, film(domain), FRAME_MS)).toBe(following);
});
