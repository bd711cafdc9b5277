/** Lets the frames decide how much of the picture is drawn: what the machine can do, and everything when nothing moves. */

import { effect, untracked } from "@preact/signals";
import { type Disposable, DisposableStore } from "../disposables";
import { Governor } from "../store/governor";
import type { Store } from "../store/state";
import type { FrameLoop } from "./frame_loop";

/** So long after a frame without another one nothing moves. */
export const REST_MS = 300;

/** Keeps the store's detail, until it is disposed of. */
export function keepQuality(store: Store, loop: FrameLoop): Disposable {
  const disposables = new DisposableStore();
  const governor = new Governor(window.devicePixelRatio);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latestMs = 0;

  const publish = (): void => {
    store.detail.value = governor.detail;
    loop.setStride(governor.detail.frameStride);
  };
  const rest = (): void => {
    timer = undefined;
    const restMs = performance.now() - latestMs;
    // On a slow machine the next frame of a movement may take longer to come.
    if (restMs < REST_MS || loop.isRunning) {
      timer = setTimeout(rest, Math.max(REST_MS - restMs, REST_MS / 3));
      return;
    }
    const isToBeDrawn = governor.rest(performance.now()) && store.visible.peek();
    publish();
    if (isToBeDrawn) {
      loop.request();
    }
  };
  loop.setWatcher({
    frame: (nowMs, frameMs) => {
      latestMs = performance.now();
      governor.frame(nowMs, frameMs);
      publish();
      timer ??= setTimeout(rest, REST_MS);
    },
  });
  disposables.defer(() => loop.setWatcher(null));
  disposables.defer(() => clearTimeout(timer));

  const follow = <T>(value: () => T, act: (value: T) => void): void => {
    disposables.defer(
      effect(() => {
        const current = value();
        untracked(() => act(current));
      }),
    );
  };
  follow(
    () => store.choices.value.settings.quality,
    (quality) => {
      governor.choose(quality);
      publish();
      loop.request();
    },
  );
  follow(
    () => `${store.choices.value.view} ${store.renderer.value} ${store.visible.value}`,
    () => governor.settle(),
  );
  for (const arrival of [store.clouds, store.network.histories]) {
    follow(
      () => arrival.value,
      () => governor.arrived(performance.now()),
    );
  }
  return disposables;
}
