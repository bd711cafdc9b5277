import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Disposable } from "../disposables";
import { detailOf, FULL_DETAIL } from "../store/levels";
import { choose, createStore, type Store } from "../store/state";
import { FrameLoop } from "./frame_loop";
import { keepQuality, REST_MS } from "./quality_keeper";

let store: Store;
let loop: FrameLoop;
let keeper: Disposable;
/** How long the machine takes for a frame. */
let frameMs: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", { devicePixelRatio: 2 });
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) =>
    setTimeout(() => callback(performance.now()), frameMs),
  );
  vi.stubGlobal("cancelAnimationFrame", (handle: ReturnType<typeof setTimeout>) => clearTimeout(handle));
  frameMs = 16;
  store = createStore();
  loop = new FrameLoop();
  keeper = keepQuality(store, loop);
});

afterEach(() => {
  keeper.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Something moves for a while. */
function move(durationMs: number): void {
  const untilMs = performance.now() + durationMs;
  const task = loop.add(() => performance.now() < untilMs);
  loop.request();
  vi.advanceTimersByTime(durationMs + frameMs);
  task.dispose();
}

it("spares what the machine cannot draw, and draws it all once nothing moves", () => {
  frameMs = 60;
  move(3000);
  expect(store.quality.value).not.toBe("full");
  const drawn: number[] = [];
  const task = loop.add(() => drawn.push(store.detail.peek().pixelRatio) < 0);

  vi.advanceTimersByTime(REST_MS + 10 * frameMs);

  expect(store.detail.value).toBe(FULL_DETAIL);
  expect(drawn).toEqual([2]);
  task.dispose();
});

it("leaves a fast machine alone, and asks for nothing", () => {
  move(3000);
  const task = vi.fn(() => false);
  loop.add(task);

  vi.advanceTimersByTime(5000);

  expect(store.quality.value).toBe("full");
  expect(task).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it("does nothing on a hidden tab", () => {
  frameMs = 60;
  move(2000);
  store.visible.value = false;
  loop.setPaused(true);
  const task = vi.fn(() => false);
  loop.add(task);

  vi.advanceTimersByTime(60_000);

  expect(task).not.toHaveBeenCalled();
});

it("draws what is fixed at once", () => {
  const { settings } = store.choices.value;
  choose(store, { settings: { ...settings, quality: "low" } });

  expect(store.detail.value).toBe(detailOf("low"));
});

it("skips frames where nothing else helps, and shows fewer of them", () => {
  frameMs = 100;
  move(20_000);
  expect(store.detail.value).toMatchObject({ pollFactor: 4 });
  let shown = 0;
  const task = loop.add(() => {
    shown += 1;
    return true;
  });
  loop.request();

  vi.advanceTimersByTime(6000);

  expect(shown).toBeLessThan(25);
  task.dispose();
  loop.dispose();
});
