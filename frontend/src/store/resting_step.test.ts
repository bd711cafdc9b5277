import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Disposable } from "../disposables";
import { movePlayhead } from "./playhead";
import { followRest, REST_MS } from "./resting_step";
import { createStore, type Store } from "./state";

let store: Store;
let rest: Disposable;

beforeEach(() => {
  vi.useFakeTimers();
  store = createStore({}, 40);
  rest = followRest(store);
});

afterEach(() => {
  rest.dispose();
  vi.useRealTimers();
});

it("is the step at which the playhead has stood for a moment", () => {
  expect(store.restingStep.value).toBe(40);

  movePlayhead(store, { step: 50 });
  vi.advanceTimersByTime(REST_MS / 2);
  movePlayhead(store, { step: 60 });
  vi.advanceTimersByTime(REST_MS / 2);
  expect(store.restingStep.value).toBe(40);

  vi.advanceTimersByTime(REST_MS);
  expect(store.restingStep.value).toBe(60);
});

it("stands while a film plays and while the user holds the playhead", () => {
  vi.advanceTimersByTime(REST_MS);

  movePlayhead(store, { step: 50, playing: true });
  vi.advanceTimersByTime(10 * REST_MS);
  store.isDragged.value = true;
  movePlayhead(store, { playing: false });
  vi.advanceTimersByTime(10 * REST_MS);
  expect(store.restingStep.value).toBe(40);

  store.isDragged.value = false;
  vi.advanceTimersByTime(REST_MS);
  expect(store.restingStep.value).toBe(50);
});

it("is the newest, whichever it will be, for who follows", () => {
  movePlayhead(store, { follow: true });
  vi.advanceTimersByTime(REST_MS);

  expect(store.restingStep.value).toBe(Number.POSITIVE_INFINITY);
});
