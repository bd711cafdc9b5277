import { expect, it } from "vitest";
import { DisposableStore } from "./disposables";

it("releases the newest first, each once", () => {
  const released: string[] = [];
  const store = new DisposableStore();
  const texture = store.add({ dispose: () => released.push("texture") });
  store.defer(() => released.push("timer"));

  store.dispose();
  store.dispose();

  expect(texture).toHaveProperty("dispose");
  expect(released).toEqual(["timer", "texture"]);
});

it("removes a listener as it was added", () => {
  const target = new EventTarget();
  const store = new DisposableStore();
  let heard = 0;
  const listener = (): void => {
    heard += 1;
  };
  store.listen(target, "change", listener, { capture: true });
  target.dispatchEvent(new Event("change"));

  store.dispose();
  target.dispatchEvent(new Event("change"));

  expect(heard).toBe(1);
});

it("releases the others where one fails, and says so", () => {
  const released: string[] = [];
  const store = new DisposableStore();
  store.defer(() => released.push("first"));
  store.defer(() => {
    throw new Error("the context is gone");
  });
  store.defer(() => released.push("last"));

  expect(() => store.dispose()).toThrow("not everything could be released: Error: the context is gone");
  expect(released).toEqual(["last", "first"]);
});
