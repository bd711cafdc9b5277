/** Runs work once a frame, only while somebody wants frames, never on a page that nobody sees. */

import type { Disposable } from "../disposables";

/** Work of one frame; true where it wants another frame. */
export type FrameTask = (elapsedMs: number) => boolean;

export interface FrameScript {
  readonly medianMs: number;
  readonly worstMs: number;
}

const FRAMES_MEASURED = 60;
const LONGEST_STEP_MS = 100;
const FIRST_STEP_MS = 1000 / 60;

export class FrameLoop implements Disposable {
  private readonly tasks: FrameTask[] = [];
  private readonly durationsMs: number[] = [];
  private handle: number | undefined;
  private previousMs: number | undefined;
  private isPaused = false;
  private isWanted = false;

  /** Adds work, until it is disposed of; tasks run in the order in which they were added. */
  add(task: FrameTask): Disposable {
    this.tasks.push(task);
    return {
      dispose: () => {
        this.tasks.splice(this.tasks.indexOf(task), 1);
      },
    };
  }

  /** Asks for one frame. */
  request(): void {
    this.isWanted = true;
    if (this.handle === undefined && !this.isPaused) {
      this.handle = requestAnimationFrame((nowMs) => this.run(nowMs));
    }
  }

  /** Stops while paused; what was asked for meanwhile comes afterwards. */
  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    if (isPaused && this.handle !== undefined) {
      cancelAnimationFrame(this.handle);
      this.handle = undefined;
      this.previousMs = undefined;
      this.isWanted = true;
    } else if (!isPaused && this.isWanted) {
      this.request();
    }
  }

  /** Main-thread script of the latest frames; null before the first. */
  get script(): FrameScript | null {
    const sorted = [...this.durationsMs].sort((a, b) => a - b);
    const medianMs = sorted[sorted.length >> 1];
    const worstMs = sorted.at(-1);
    return medianMs === undefined || worstMs === undefined ? null : { medianMs, worstMs };
  }

  dispose(): void {
    this.setPaused(true);
    this.tasks.length = 0;
  }

  private run(nowMs: number): void {
    const elapsedMs = Math.min(LONGEST_STEP_MS, nowMs - (this.previousMs ?? nowMs - FIRST_STEP_MS));
    this.handle = undefined;
    this.isWanted = false;
    const started = performance.now();
    const wantMore = this.tasks.map((task) => task(elapsedMs)).some(Boolean);
    this.durationsMs.push(performance.now() - started);
    if (this.durationsMs.length > FRAMES_MEASURED) {
      this.durationsMs.shift();
    }
    if (wantMore || this.isWanted) {
      this.previousMs = nowMs;
      this.request();
    } else {
      this.previousMs = undefined;
    }
  }
}
