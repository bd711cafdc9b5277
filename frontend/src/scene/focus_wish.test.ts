import { type Signal, signal } from "@preact/signals";
import { beforeEach, expect, it } from "vitest";
import type { Focus } from "../store/network/state";
import { FocusWish } from "./focus_wish";

let wish: Signal<Focus | null>;
let frames: number;

beforeEach(() => {
  wish = signal<Focus | null>(null);
  frames = 0;
});

function open(): FocusWish {
  return new FocusWish(wish, () => {
    frames += 1;
  });
}

it("is handed over once, with a frame", () => {
  const view = open();
  expect(view.take()).toBeNull();

  wish.value = { path: "h.0", part: null };

  expect(frames).toBe(1);
  expect(view.take()?.path).toBe("h.0");
  expect(view.take()).toBeNull();
});

it("of earlier is nothing to a view that is opened later, unless it lasts", () => {
  wish.value = { path: "h.0", part: null };
  expect(open().take()).toBeNull();

  wish.value = { path: "h.1", part: null, isLasting: true };
  expect(open().take()?.path).toBe("h.1");
  expect(open().take(), "another view has flown there").toBeNull();
});

it("is nothing to a view that is closed", () => {
  const view = open();
  view.dispose();

  wish.value = { path: "h.0", part: null };

  expect(view.take()).toBeNull();
});
