import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ContextWatch } from "./context_watch";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A canvas as far as the watch knows it, and what the watch has said. */
function watched(): { readonly watch: ContextWatch; readonly said: string[]; fire(type: string): Event } {
  const canvas = new EventTarget();
  const said: string[] = [];
  const watch = new ContextWatch(canvas as HTMLCanvasElement, {
    restored: () => said.push("restored"),
    gaveUp: ({ message }) => said.push(message),
  });
  const fire = (type: string): Event => {
    const event = new Event(type, { cancelable: true });
    canvas.dispatchEvent(event);
    return event;
  };
  return { watch, said, fire };
}

it("asks for a lost context back, and says when it is there", () => {
  const { watch, said, fire } = watched();

  const loss = fire("webglcontextlost");
  expect([loss.defaultPrevented, watch.isLost]).toEqual([true, true]);
  fire("webglcontextrestored");
  vi.runAllTimers();

  expect(watch.isLost).toBe(false);
  expect(said).toEqual(["restored"]);
});

it("gives up at the third loss", () => {
  const { said, fire } = watched();

  for (let loss = 0; loss < 2; loss += 1) {
    fire("webglcontextlost");
    fire("webglcontextrestored");
  }
  expect(said).toEqual(["restored", "restored"]);
  fire("webglcontextlost");

  expect(said.at(-1)).toBe("the WebGL context was lost 3 times");
});

it("gives up when the context does not come back", () => {
  const { said, fire } = watched();

  fire("webglcontextlost");
  vi.runAllTimers();

  expect(said).toEqual(["the WebGL context was not restored in 8000 ms"]);
});

it("says nothing more once it is disposed of", () => {
  const { watch, said, fire } = watched();
  fire("webglcontextlost");

  watch.dispose();
  vi.runAllTimers();
  fire("webglcontextrestored");

  expect(said).toEqual([]);
});
