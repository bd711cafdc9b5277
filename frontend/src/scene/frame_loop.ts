/** Runs work once a frame, only while somebody wants frames, never on a page that nobody sees. */

import type { Disposable } from "../disposables";

/** Work of one frame; true where it wants another frame. */
export type FrameTask = (elapsedMs: number) => boolean;

export interface FrameScript {
  readonly medianMs: number;
  readonly worstMs: number;
}

/** Is told of each frame before its work. */
export interface FrameWatcher {
  /** `frameMs`: since the frame before, where that one wanted this one, else since somebody asked for it. */
  frame(nowMs: number, frameMs: number): void;
}

const FRAMES_MEASURED = 60;
/**
 * After a longer halt, what moves goes on from where it was. With fewer than two frames a second it moves slower than it
 * should; a glide that did so at ten never came to rest while steps kept arriving.
 */
const LONGEST_STEP_MS = 500;
const FIRST_STEP_MS = 1000 / 60;

export class FrameLoop implements Disposable {
  private readonly tasks: FrameTask[] = [];
  private readonly durationsMs: number[] = [];
  private handle: number | undefined;
  private previousMs: number | undefined;
  private requestedMs: number | undefined;
  private watcher: FrameWatcher | null = null;
  private skipped = 0;
  private stride = 1;
  private isPaused = false;
  private isWanted = false;

  /** Tells somebody of each frame that comes; null: nobody. */
  setWatcher(watcher: FrameWatcher | null): void {
    this.watcher = watcher;
  }

  /** Does the work in one of so many of the browser's frames. */
  setStride(stride: number): void {
    this.stride = stride;
  }

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
      this.requestedMs = performance.now();
      this.handle = requestAnimationFrame((nowMs) => this.run(nowMs));
    }
  }

  /** Whether a frame is to come. */
  get isRunning(): boolean {
    return this.handle !== undefined;
  }

  /** Stops while paused; what was asked for meanwhile comes afterwards. */
  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    if (isPaused && this.handle !== undefined) {
      cancelAnimationFrame(this.handle);
      this.handle = undefined;
      this.previousMs = undefined;
      this.skipped = 0;
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
    this.handle = undefined;
    if (this.previousMs !== undefined && this.skipped < this.stride - 1) {
      this.skipped += 1;
      this.request();
      return;
    }
    const elapsedMs = Math.min(LONGEST_STEP_MS, nowMs - (this.previousMs ?? nowMs - FIRST_STEP_MS));
    // A frame that is one of several takes its share of them.
    const frameMs = (nowMs - (this.previousMs ?? this.requestedMs ?? nowMs)) / (this.skipped + 1);
    this.skipped = 0;
    this.isWanted = false;
    this.watcher?.frame(nowMs, Math.max(0, frameMs));
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
