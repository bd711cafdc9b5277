import { beforeEach, describe, expect, it } from "vitest";
import { Governor } from "./governor";
import { type Detail, detailOf, FULL_DETAIL, levelsFor } from "./levels";

let governor: Governor;
let nowMs: number;

beforeEach(() => {
  governor = new Governor(2);
  nowMs = 0;
});

/** Draws so many frames, each of which takes so long. */
function draw(frames: number, frameMs: number): void {
  for (let frame = 0; frame < frames; frame += 1) {
    nowMs += frameMs;
    governor.frame(nowMs, frameMs);
  }
}

/** Nothing moves for a while. */
function rest(): boolean {
  nowMs += 300;
  return governor.rest(nowMs);
}

/** Slow frames until so many levels are lost. */
function lower(levels: number): void {
  for (let lost = 0; lost < levels; lost += 1) {
    const before = governor.detail;
    while (governor.detail === before) {
      draw(1, 50);
    }
  }
}

/** What is drawn, at each change of it, while all frames are slow. */
function detailsOnTheWayDown(frameMs: number): Detail[] {
  const seen: Detail[] = [];
  for (let frame = 0; frame < 400; frame += 1) {
    draw(1, frameMs);
    if (governor.detail !== seen.at(-1)) {
      seen.push(governor.detail);
    }
  }
  return seen;
}

describe("slow frames", () => {
  it("lower the pixel ratio, then the points, then the labels, then the frames and the polls", () => {
    const details = detailsOnTheWayDown(50);

    expect(details).toEqual(levelsFor(2));
    expect(details.map(({ pixelRatio }) => pixelRatio)).toEqual([2, 1.5, 1, ...Array.from({ length: 8 }, () => 0.75)]);
    const firstWith = (differs: (detail: Detail) => boolean): number => details.findIndex(differs);
    const order = [
      firstWith(({ pixelRatio }) => pixelRatio < 2),
      firstWith(({ farShare }) => farShare < 1),
      firstWith(({ pointShare }) => pointShare < 1),
      firstWith(({ labelShare }) => labelShare < 1),
      firstWith(({ frameStride }) => frameStride > 1),
    ];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(5);
    expect(details.at(-1)).toMatchObject({ quality: "low", labelShare: 0, frameStride: 3, pollFactor: 4 });
  });

  it("never go below the last level", () => {
    detailsOnTheWayDown(90);
    draw(200, 90);

    expect(governor.detail).toEqual(levelsFor(2).at(-1));
  });

  it("that are very slow need not be many", () => {
    draw(7 + 3, 200);

    expect(governor.detail.quality).toBe("reduced");
  });

  it("do not lower what this screen does not have", () => {
    governor = new Governor(1);

    const [, second, third] = detailsOnTheWayDown(50);

    expect(second).toMatchObject({ quality: "reduced", pixelRatio: 0.75, pointShare: 1, farShare: 1 });
    expect(third).toMatchObject({ quality: "reduced", pixelRatio: 0.75, farShare: 0.4 });
  });

  it("of a new view, which compiles its shaders, do not count", () => {
    draw(40, 16);
    governor.settle();
    draw(6, 500);
    draw(40, 16);

    expect(governor.detail).toBe(FULL_DETAIL);
  });

  it("now and then are no reason", () => {
    for (let second = 0; second < 30; second += 1) {
      draw(1, 150);
      draw(30, 17);
    }

    expect(governor.detail).toBe(FULL_DETAIL);
  });

  it("at thirty a second are fast enough", () => {
    draw(600, 1000 / 30);

    expect(governor.detail).toBe(FULL_DETAIL);
  });
});

describe("snapshots that arrive", () => {
  /** News every three seconds, with a frame that takes so long in the midst of smooth ones. */
  function arrivals(count: number, worstMs: number): void {
    for (let arrival = 0; arrival < count; arrival += 1) {
      draw(30, 25);
      governor.arrived(nowMs);
      draw(4, 25);
      draw(1, worstMs);
      draw(60, 25);
    }
  }

  it("are judged by their worst frame, however fast the others are", () => {
    arrivals(2, 120);

    expect(governor.detail.quality).toBe("reduced");
  });

  it("may take a thirtieth of a second", () => {
    arrivals(20, 33);

    expect(governor.detail).toBe(FULL_DETAIL);
  });

  it("must be slow twice in a row", () => {
    for (let round = 0; round < 10; round += 1) {
      arrivals(1, 120);
      arrivals(1, 25);
    }

    expect(governor.detail).toBe(FULL_DETAIL);
  });

  it("never lead to frames that are skipped", () => {
    arrivals(60, 120);

    expect(governor.detail).toMatchObject({ quality: "low", labelShare: 0, frameStride: 1 });
  });
});

describe("rest", () => {
  it("brings everything back for one frame, which is no movement", () => {
    lower(4);

    expect(rest()).toBe(true);
    expect(governor.detail).toBe(FULL_DETAIL);
    draw(1, 400);
    expect(governor.detail).toBe(FULL_DETAIL);
    expect(rest()).toBe(false);
  });

  it("does not make a machine forget what it can do", () => {
    lower(4);
    const moving = governor.detail;
    rest();
    draw(1, 16);

    draw(2, 16);

    expect(governor.detail).toBe(moving);
  });

  it("asks for no frame where nothing was spared", () => {
    draw(60, 16);

    expect(rest()).toBe(false);
  });

  it("keeps the polls rare where the machine could not keep up", () => {
    detailsOnTheWayDown(50);
    rest();

    expect(governor.detail).toEqual({ ...FULL_DETAIL, pollFactor: 4 });
    expect(governor.detail).toBe(governor.detail);
  });

  it("ends with the second frame: one alone is drawn in full", () => {
    lower(3);
    rest();
    draw(1, 16);
    rest();

    draw(1, 16);

    expect(governor.detail).toBe(FULL_DETAIL);
  });
});

describe("fast frames", () => {
  it("bring a level back, one after the other", () => {
    lower(3);
    const levels = levelsFor(2);

    draw(70, 12);
    expect(governor.detail).toEqual(levels[2]);
    draw(70, 12);
    expect(governor.detail).toEqual(levels[1]);
  });

  it("do not flap: what had to be taken back once is tried ever more rarely", () => {
    lower(3);
    const changes: number[] = [];
    let known = governor.detail;
    for (let frame = 0; frame < 20_000; frame += 1) {
      // Level 3 is fast on this machine, level 2 is too slow.
      draw(1, governor.detail.pixelRatio > 0.75 ? 45 : 12);
      if (governor.detail !== known) {
        known = governor.detail;
        changes.push(frame);
      }
    }

    expect(governor.detail.pixelRatio).toBe(0.75);
    expect(changes.length).toBeLessThan(24);
    expect((changes.at(-2) ?? 0) - (changes.at(-3) ?? 0)).toBeGreaterThan(1000);
  });
});

describe("a hidden tab", () => {
  it("makes no slow frames of the time that nobody has looked", () => {
    draw(20, 16);
    for (let visit = 0; visit < 50; visit += 1) {
      nowMs += 60_000;
      governor.frame(nowMs, 60_000);
      draw(2, 16);
    }

    expect(governor.detail).toBe(FULL_DETAIL);
  });
});

describe("a quality that is fixed", () => {
  it.each(["full", "reduced", "low"] as const)("of %s is kept, whatever the frames take", (quality) => {
    governor.choose(quality);

    for (const frameMs of [500, 50, 12]) {
      draw(100, frameMs);
      expect(governor.detail).toBe(detailOf(quality));
      expect(governor.detail.quality).toBe(quality);
      expect(rest()).toBe(false);
      expect(governor.detail).toBe(detailOf(quality));
    }
  });

  it("can be given up again", () => {
    governor.choose("low");
    draw(100, 100);

    governor.choose("automatic");

    expect(governor.detail).not.toBe(detailOf("low"));
  });
});
