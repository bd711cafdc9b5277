import { type Signal, signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Disposable } from "../disposables";
import { askAtRest, type Outcome, REST_MS } from "./asked_at_rest";
import { retryPauseMs } from "./retry_pause";
import { createStore, type Store } from "./state";

let store: Store;
let wanted: Signal<string | null>;
let isHeld: Signal<boolean>;
let outcome: Outcome;
let asked: string[];
let drops: number;
let following: Disposable;

beforeEach(() => {
  vi.useFakeTimers();
  store = createStore();
  wanted = signal<string | null>(null);
  isHeld = signal(false);
  outcome = "answered";
  asked = [];
  drops = 0;
  following = askAtRest<string>(store, {
    wanted: () => wanted.value,
    isHeld: () => isHeld.value,
    drop: () => {
      drops += 1;
    },
    ask: (what) => {
      asked.push(what);
      return Promise.resolve(outcome);
    },
  });
});

afterEach(() => {
  following.dispose();
  vi.useRealTimers();
});

async function wait(elapsedMs: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(elapsedMs);
}

it("asks once what is wanted has come to rest", async () => {
  wanted.value = "a";
  await wait(REST_MS / 2);
  wanted.value = "b";
  await wait(REST_MS);

  expect(asked).toEqual(["b"]);
});

it("lets go of what nobody wants any more", async () => {
  wanted.value = "a";
  await wait(REST_MS);
  wanted.value = null;
  await wait(REST_MS);

  expect(asked).toEqual(["a"]);
  expect(drops).toBe(2); // at first nothing was wanted, too
});

it("leaves everything as it is while it is held, or out of sight", async () => {
  isHeld.value = true;
  wanted.value = "a";
  await wait(REST_MS);
  store.visible.value = false;
  isHeld.value = false;
  await wait(REST_MS);
  expect(asked).toEqual([]);

  store.visible.value = true;
  await wait(REST_MS);
  expect(asked).toEqual(["a"]);
});

it("asks again by itself, after pauses that grow, where there was no answer", async () => {
  outcome = "unanswered";
  wanted.value = "a";
  await wait(REST_MS + retryPauseMs(1));
  expect(asked).toEqual(["a", "a"]);

  outcome = "answered";
  await wait(retryPauseMs(2));
  expect(asked).toEqual(["a", "a", "a"]);
  await wait(10 * retryPauseMs(9));
  expect(asked).toHaveLength(3);
});

it("does not ask again what was refused, until something changes", async () => {
  outcome = "refused";
  wanted.value = "a";
  await wait(REST_MS + 10 * retryPauseMs(9));
  expect(asked).toEqual(["a"]);

  store.visible.value = false;
  store.visible.value = true;
  await wait(REST_MS);
  expect(asked).toEqual(["a", "a"]);
});
