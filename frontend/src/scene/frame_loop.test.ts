import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FrameLoop } from "./frame_loop";

/** What the browser would call at the next frame. */
let waiting: Map<number, FrameRequestCallback>;

beforeEach(() => {
  waiting = new Map();
  let handles = 0;
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => {
    handles += 1;
    waiting.set(handles, callback);
    return handles;
  });
  vi.stubGlobal("cancelAnimationFrame", (handle: number) => waiting.delete(handle));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Lets the browser show a frame; says how many callbacks it had. */
function frame(nowMs: number): number {
  const callbacks = [...waiting.values()];
  waiting.clear();
  for (const callback of callbacks) {
    callback(nowMs);
  }
  return callbacks.length;
}

it("runs nothing until somebody asks, then once, however often they asked", () => {
  const loop = new FrameLoop();
  const task = vi.fn(() => false);
  loop.add(task);
  expect(frame(0)).toBe(0);

  loop.request();
  loop.request();

  expect(frame(16)).toBe(1);
  expect(frame(32)).toBe(0);
  expect(task).toHaveBeenCalledTimes(1);
});

it("goes on while a task wants it, and tells how much time has passed", () => {
  const loop = new FrameLoop();
  const elapsed: number[] = [];
  loop.add((elapsedMs) => elapsed.push(Math.round(elapsedMs)) < 4);
  loop.request();

  for (const nowMs of [1000, 1016, 1050, 9000, 9016]) {
    frame(nowMs);
  }

  // The first frame counts as one of sixty a second; a long pause is cut, so that nothing leaps.
  expect(elapsed).toEqual([17, 16, 34, 500]);
});

it("runs all tasks in their order, though an earlier one wants another frame", () => {
  const loop = new FrameLoop();
  const ran: string[] = [];
  loop.add(() => ran.push("move") > 0);
  loop.add(() => ran.push("draw") < 0);
  loop.request();

  frame(0);

  expect(ran).toEqual(["move", "draw"]);
});

it("comes again where a task asks during its own frame", () => {
  const loop = new FrameLoop();
  let left = 3;
  loop.add(() => {
    left -= 1;
    if (left > 0) {
      loop.request();
    }
    return false;
  });
  loop.request();

  expect([frame(0), frame(16), frame(32), frame(48)]).toEqual([1, 1, 1, 0]);
});

it("stands still while paused, and catches up on what was asked for", () => {
  const loop = new FrameLoop();
  const elapsed: number[] = [];
  loop.add((elapsedMs) => elapsed.push(Math.round(elapsedMs)) < 3);
  loop.request();
  frame(0);

  loop.setPaused(true);
  loop.request();
  expect(frame(16)).toBe(0);
  loop.setPaused(false);
  frame(60_000);
  frame(60_016);

  expect(elapsed).toEqual([17, 17, 16]);
});

it("does not start by itself after a pause in which nothing was asked for", () => {
  const loop = new FrameLoop();

  loop.setPaused(true);
  loop.setPaused(false);

  expect(frame(0)).toBe(0);
});

it("survives a task that fails", () => {
  const loop = new FrameLoop();
  let frames = 0;
  loop.add(() => {
    frames += 1;
    if (frames === 1) {
      throw new Error("context lost");
    }
    return false;
  });
  loop.request();
  expect(() => frame(0)).toThrow("context lost");

  loop.request();
  frame(16);

  expect(frames).toBe(2);
});

it("measures the script of the latest sixty frames", () => {
  const loop = new FrameLoop();
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  const costsMs = [90, ...Array.from({ length: 29 }, () => 1), ...Array.from({ length: 30 }, () => 3), 7];
  loop.add(() => {
    nowMs += costsMs.shift() ?? 0;
    return costsMs.length > 0;
  });
  expect(loop.script).toBeNull();
  loop.request();

  for (let shown = 0; shown < 60; shown += 1) {
    frame(shown * 16);
  }
  expect(loop.script).toEqual({ medianMs: 3, worstMs: 90 });
  frame(960);

  expect(loop.script).toEqual({ medianMs: 3, worstMs: 7 });
});

it("tells how long each frame took since it could have come", () => {
  const loop = new FrameLoop();
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  const took: number[] = [];
  loop.setWatcher({ frame: (_, frameMs) => took.push(frameMs) });
  let left = 3;
  loop.add(() => {
    left -= 1;
    return left > 0;
  });
  nowMs = 1000;
  loop.request();

  for (const shownMs of [1010, 1026, 1066]) {
    nowMs = shownMs;
    frame(shownMs);
  }
  // Nobody wants anything for a minute.
  nowMs = 61_000;
  loop.request();
  frame(61_007);

  expect(took).toEqual([10, 16, 40, 7]);
});

it("works in one of several frames where that is asked for, and tells each one's share", () => {
  const loop = new FrameLoop();
  const took: number[] = [];
  const elapsed: number[] = [];
  loop.setWatcher({ frame: (_, frameMs) => took.push(frameMs) });
  loop.add((elapsedMs) => elapsed.push(elapsedMs) < 4);
  loop.setStride(3);
  loop.request();

  for (let shown = 0; shown < 12; shown += 1) {
    frame(1e6 + shown * 20);
  }

  expect(elapsed.slice(1)).toEqual([60, 60, 60]);
  expect(took.slice(1)).toEqual([20, 20, 20]);
});

it("does nothing any more after dispose", () => {
  const loop = new FrameLoop();
  const task = vi.fn(() => true);
  loop.add(task);
  loop.request();

  loop.dispose();
  loop.request();

  expect(frame(0)).toBe(0);
  expect(task).not.toHaveBeenCalled();
});
