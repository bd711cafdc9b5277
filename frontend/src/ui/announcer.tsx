/** Says aloud what changes, a moment after it has come to rest. */

import { effect, untracked, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { newsOf, type Situation, selectedFacts, situationOf } from "../store/announcements";
import type { Store } from "../store/state";
import { announcement } from "./strings/announcements";

/** Shorter pauses are those between two presses of a key. */
const REST_MS = 700;

export function Announcer({ store }: { readonly store: Store }): JSX.Element {
  const words = useSignal("");
  useEffect(() => {
    let told: Situation | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      timer = undefined;
      untracked(() => {
        const now = situationOf(store);
        const news = newsOf(told, now);
        told = now.isReady ? now : told;
        if (news.length > 0) {
          words.value = announcement(news, now, selectedFacts(store));
        }
      });
    };
    const stop = effect(() => {
      const { isPlaying } = situationOf(store);
      // A film never rests: what it has come to is looked at now and then.
      if (!(isPlaying && timer !== undefined)) {
        clearTimeout(timer);
        timer = setTimeout(tell, REST_MS);
      }
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, words]);
  return (
    <p class="heard" aria-live="polite">
      {words}
    </p>
  );
}
