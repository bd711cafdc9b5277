/** Holds thirty frames a second while something moves: how much of the picture is drawn follows from how long frames take. Pure. */

import { type Detail, detailOf, FULL_DETAIL, levelsFor } from "./levels";
import type { QualityChoice } from "./settings";

/** Longer than a thirtieth of a second by what the browser's clock trembles. */
const SLOW_MS = 36;
/** So long that there is no need to see more than a few. */
const VERY_SLOW_MS = 60;
/** So fast that a better picture may fit. */
const FAST_MS = 22;
/** Nobody waits so long for a frame: the page was hidden, or the computer slept. */
const LONGEST_MS = 2000;
const FRAMES_JUDGED = 8;
const VERY_SLOW_FRAMES = 3;
/** After a change, what was begun before it, and the change itself, do not count. */
const FRAMES_IGNORED = 2;
/** A new view compiles its shaders. */
const FRAMES_IGNORED_AT_START = 6;
const FAST_FRAMES_FOR_MORE = 60;
const MOST_FAST_FRAMES_FOR_MORE = 4000;
/** More detail that has to be taken back so soon was too much. */
const REGRET_MS = 5000;
/** Frames so long after news belong to these. */
const ARRIVAL_MS = 700;
const SLOW_ARRIVALS = 2;

export class Governor {
  private readonly levels: readonly Detail[];
  /** What is drawn at rest, by the level while something moves. */
  private readonly restingDetails: readonly Detail[];
  private choice: QualityChoice = "automatic";
  /** The level while something moves. */
  private index = 0;
  private recentMs: number[] = [];
  private ignored = FRAMES_IGNORED_AT_START;
  private fastFrames = 0;
  private fastFramesForMore = FAST_FRAMES_FOR_MORE;
  private raisedAtMs = Number.NEGATIVE_INFINITY;
  /** Until when frames belong to the latest news, and the longest of them. */
  private arrival: { readonly untilMs: number; worstMs: number } | null = null;
  private slowArrivals = 0;
  private motion: "resting" | "begun" | "moving" = "resting";
  private isRestoring = false;

  constructor(devicePixelRatio: number) {
    this.levels = levelsFor(devicePixelRatio);
    this.restingDetails = this.levels.map(({ pollFactor }) =>
      pollFactor === FULL_DETAIL.pollFactor ? FULL_DETAIL : { ...FULL_DETAIL, pollFactor },
    );
  }

  /** What is to be drawn now; the same object while nothing changes. */
  get detail(): Detail {
    if (this.choice !== "automatic") {
      return detailOf(this.choice);
    }
    const details = this.motion === "moving" ? this.levels : this.restingDetails;
    return details[this.index] ?? FULL_DETAIL;
  }

  /** Another quality, or, with "automatic", as good as the machine can do. */
  choose(choice: QualityChoice): void {
    this.choice = choice;
    this.settle();
  }

  /** What comes next cannot be compared with what was: another view, or the page is seen again. */
  settle(): void {
    this.recentMs = [];
    this.ignored = FRAMES_IGNORED_AT_START;
    this.fastFrames = 0;
    this.fastFramesForMore = FAST_FRAMES_FOR_MORE;
    this.arrival = null;
    this.slowArrivals = 0;
  }

  /** A frame is about to be drawn, so long after it could have been. */
  frame(nowMs: number, frameMs: number): void {
    if (this.isRestoring) {
      this.isRestoring = false;
      return;
    }
    // One frame alone is no movement: it is drawn as well as can be.
    this.motion = this.motion === "resting" ? "begun" : "moving";
    if (this.motion === "moving" && frameMs < LONGEST_MS) {
      this.judge(nowMs, frameMs);
    }
  }

  /** Snapshots have arrived: what they cost shows in the longest of the next frames. */
  arrived(nowMs: number): void {
    this.closeArrival(nowMs);
    this.arrival = { untilMs: nowMs + ARRIVAL_MS, worstMs: 0 };
  }

  /** Nothing has moved for a while; true where the picture is to be drawn once more, in full. */
  rest(nowMs: number): boolean {
    this.closeArrival(nowMs);
    this.isRestoring = this.choice === "automatic" && this.motion === "moving" && this.index > 0;
    this.motion = "resting";
    this.recentMs = [];
    return this.isRestoring;
  }

  private judge(nowMs: number, frameMs: number): void {
    if (this.arrival !== null && nowMs <= this.arrival.untilMs) {
      this.arrival.worstMs = Math.max(this.arrival.worstMs, frameMs);
    } else {
      this.closeArrival(nowMs);
    }
    if (this.ignored > 0) {
      this.ignored -= 1;
      return;
    }
    this.recentMs = [...this.recentMs, frameMs].slice(-FRAMES_JUDGED);
    this.fastFrames = frameMs < FAST_MS ? this.fastFrames + 1 : 0;
    if (isTooSlow(this.recentMs)) {
      this.lower(nowMs, this.levels.length - 1);
    } else if (this.fastFrames >= this.fastFramesForMore && this.index > 0) {
      this.index -= 1;
      this.raisedAtMs = nowMs;
      this.changed();
    }
  }

  private closeArrival(nowMs: number): void {
    if (this.arrival === null) {
      return;
    }
    this.slowArrivals = this.arrival.worstMs > SLOW_MS ? this.slowArrivals + 1 : 0;
    this.arrival = null;
    if (this.slowArrivals >= SLOW_ARRIVALS) {
      this.slowArrivals = 0;
      // A frame now and then is no reason to skip others.
      this.lower(
        nowMs,
        this.levels.findLastIndex(({ frameStride }) => frameStride === 1),
      );
    }
  }

  private lower(nowMs: number, lowest: number): void {
    if (this.index < lowest) {
      this.index += 1;
    }
    if (nowMs - this.raisedAtMs < REGRET_MS) {
      this.fastFramesForMore = Math.min(MOST_FAST_FRAMES_FOR_MORE, this.fastFramesForMore * 2);
    }
    this.changed();
  }

  private changed(): void {
    this.recentMs = [];
    this.fastFrames = 0;
    this.ignored = FRAMES_IGNORED;
  }
}

/** Whether frames are slow on average, though the longest of them is left out; or all of the latest very slow. */
function isTooSlow(recentMs: readonly number[]): boolean {
  const latest = recentMs.slice(-VERY_SLOW_FRAMES);
  if (latest.length === VERY_SLOW_FRAMES && Math.min(...latest) > VERY_SLOW_MS) {
    return true;
  }
  const sum = recentMs.reduce((total, frameMs) => total + frameMs, 0);
  return recentMs.length === FRAMES_JUDGED && (sum - Math.max(...recentMs)) / (FRAMES_JUDGED - 1) > SLOW_MS;
}
