import { describe, expect, it } from "vitest";
import { advance, FILM_SECONDS, type Playhead, SPEEDS } from "./playback";

const domain = { first: 0, last: 1000 };
const rest: Playhead = { step: 0, playing: false, speed: 1, follow: false };
const FRAME_MS = 1000 / 60;

/** How long it takes until nothing moves any more, in seconds. */
function secondsUntilRest(playhead: Playhead, axis = domain): { seconds: number; playhead: Playhead } {
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

    expect(advance(playing, { first: 0, last: 2000 }, 1000)).toEqual({ ...playing, step: 1099 });
  });
});

describe("a glide", () => {
  it("arrives exactly on the newest step, soon and without overshooting", () => {
    const following = { ...rest, step: 990, follow: true };
    const first = advance(following, domain, FRAME_MS);

    expect(first.step).toBeGreaterThan(990);
    expect(first.step).toBeLessThan(1000);
    const { playhead, seconds } = secondsUntilRest(following);
    expect(playhead).toEqual({ ...following, step: 1000 });
    expect(seconds).toBeLessThan(4);
  });

  it("ends at once where the axis has a single step, or none", () => {
    expect(advance({ ...rest, step: 40, follow: true }, { first: 100, last: 100 }, FRAME_MS).step).toBe(100);
    expect(advance({ ...rest, step: 40, follow: true }, { first: 0, last: 0 }, FRAME_MS).step).toBe(0);
  });
});

it("at rest nothing changes, not even the object", () => {
  const at = { ...rest, step: 500 };
  const following = { ...rest, step: 1000, follow: true };

  expect(advance(at, domain, FRAME_MS)).toBe(at);
  expect(advance(following, domain, FRAME_MS)).toBe(following);
});
