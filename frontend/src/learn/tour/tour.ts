/** A tour through the user's own run: walks from stop to stop, and leaves the page as it found it. */

import { batch, effect } from "@preact/signals";
import { DisposableStore } from "../../disposables";
import { prefersStillness, recall, remember } from "../../host";
import { flyTo } from "../../store/navigation/actions";
import { movePlayhead } from "../../store/playhead";
import { openView, type Store } from "../../store/state";
import { TOUR_WORDS } from "../../ui/strings/tour";
import { wordsOf } from "../../ui/strings/tour_stops";
import { BubbleHost } from "./bubble";
import { readFacts, type Surroundings, type TourFacts } from "./facts";
import { type Kept, keep, restore } from "./keeping";
import { type Move, moveOf, neutralChoices } from "./moves";
import { listenToTourKeys } from "./page_keys";
import { planTour, type Stop } from "./plan";
import { isReady, isShown, until } from "./readiness";
import { type LeftAt, leftAtText, readLeftAt, resumeIndex } from "./remembered";
import { TOUR } from "./storage_name";

/** The film of the tour lasts a quarter of the usual one. */
const FILM_SPEED = 4;
/** So long a loss is waited for: a run may have none, and the server may be slow to tell. */
const LONGEST_TIME_MS = 6000;
/** So long a picture that was asked for is waited for, before the camera flies through it. */
const LONGEST_FRAME_MS = 4000;
const SEEN = "seen";

export class Tour {
  private readonly disposables = new DisposableStore();
  private readonly kept: Kept;
  private readonly bubbles: BubbleHost;
  private readonly surroundings: Surroundings;
  private readonly side = document.querySelector("#side");
  private readonly sideTop: number;
  private plan: readonly Stop[] = [];
  private at = 0;
  /** Ended when the tour goes on, or away. */
  private visit = new AbortController();

  constructor(
    private readonly store: Store,
    private readonly onEnd: () => void,
  ) {
    this.kept = keep(store);
    this.sideTop = this.side?.scrollTop ?? 0;
    this.surroundings = {
      isStill: prefersStillness(),
      hasInsights: document.querySelector("#insights-button") !== null,
      hasShortcuts: document.querySelector("[aria-keyshortcuts*='?']") !== null,
      hasExplanations: document.querySelector(".explain button") !== null,
    };
    this.bubbles = new BubbleHost(this.surroundings.isStill, () => this.leave());
    this.disposables.add(
      listenToTourKeys({
        // Only the button ends the tour.
        next: () => (this.at < this.plan.length - 1 ? this.next() : undefined),
        back: () => this.back(),
        leave: () => this.leave(),
        bubble: () => this.bubbles.element,
      }),
    );
    this.disposables.defer(effect(() => this.bubbles.setTheme(store.theme.value)));
    store.isTouring.value = true;
  }

  /** Asks where to begin, where it was left before. */
  open(): void {
    const left = readLeftAt(recall(TOUR));
    if (left === null) {
      void this.begin(null);
      return;
    }
    this.bubbles.show({
      words: { title: TOUR_WORDS.welcomeBack, text: TOUR_WORDS.welcomeBackText },
      isWaiting: false,
      progress: "",
      next: TOUR_WORDS.resume(left.number),
      back: TOUR_WORDS.startOver,
      place: { targets: ["#tour-button", "#view"], side: "right", isDimmed: false },
      onNext: () => void this.begin(left),
      onBack: () => void this.begin(null),
    });
  }

  private next(): void {
    if (this.plan.length > 0) {
      void this.go(this.at + 1);
    }
  }

  private back(): void {
    if (this.plan.length > 0 && this.at > 0) {
      void this.go(this.at - 1);
    }
  }

  /** Leaves the page as it was found. */
  private leave(): void {
    this.visit.abort();
    this.disposables.dispose();
    this.bubbles.close();
    restore(this.store, this.kept);
    this.store.isTouring.value = false;
    // The page is as it was with the next frame.
    requestAnimationFrame(() => {
      this.side?.scrollTo({ top: this.sideTop });
      this.onEnd();
    });
  }

  /** Looks at the run, plans, and goes to the first stop, or to where the tour was left. */
  private async begin(left: LeftAt | null): Promise<void> {
    const { signal } = this.visit;
    const facts = readFacts(this.store, this.surroundings);
    if (facts === null) {
      this.leave();
      return;
    }
    const move = moveOf("points", facts);
    this.arrange(move);
    this.bubbles.show({
      words: { title: TOUR_WORDS.title, text: TOUR_WORDS.looking },
      isWaiting: true,
      progress: "",
      next: TOUR_WORDS.next,
      back: null,
      place: move,
      onNext: () => undefined,
      onBack: () => undefined,
    });
    await until(() => isReady(this.store, move, facts), Number.POSITIVE_INFINITY, signal);
    await until(() => this.store.timeline.times.value.has(facts.run), LONGEST_TIME_MS, signal);
    const known = readFacts(this.store, this.surroundings);
    if (signal.aborted || known === null) {
      return;
    }
    this.plan = planTour(known);
    await this.go(left === null ? 0 : resumeIndex(this.plan, left));
  }

  private async go(index: number): Promise<void> {
    const stop = this.plan[index];
    const facts = readFacts(this.store, this.surroundings);
    if (stop === undefined || facts === null) {
      remember(TOUR, SEEN);
      this.leave();
      return;
    }
    this.visit.abort();
    this.visit = new AbortController();
    this.at = index;
    remember(TOUR, leftAtText({ stop, number: index + 1 }));
    await this.show(stop, facts, this.visit.signal);
  }

  private async show(stop: Stop, facts: TourFacts, signal: AbortSignal): Promise<void> {
    const { store } = this;
    const move = moveOf(stop, facts);
    this.arrange(move);
    await nextFrame();
    if (signal.aborted) {
      return;
    }
    const isThere = isShown(store, move, facts);
    if (isThere) {
      this.placeInTime(move, signal);
    }
    const ready = isReady(store, move, facts);
    this.showBubble(move, ready ? wordsOf(stop, facts) : null);
    if (!isThere) {
      await until(() => isShown(store, move, facts), Number.POSITIVE_INFINITY, signal);
      this.placeInTime(move, signal);
    }
    await until(() => isReady(store, move, facts), Number.POSITIVE_INFINITY, signal);
    // What is known by now may tell more, and where to look.
    const known = readFacts(store, this.surroundings) ?? facts;
    if (!signal.aborted) {
      this.bubbles.write(wordsOf(stop, known), false);
      await this.fly(moveOf(stop, known), signal);
    }
  }

  private showBubble(place: Move, words: ReturnType<typeof wordsOf> | null): void {
    const isLast = this.at === this.plan.length - 1;
    this.bubbles.show({
      words: words ?? { title: TOUR_WORDS.title, text: TOUR_WORDS.loading },
      isWaiting: words === null,
      progress: TOUR_WORDS.progress(this.at + 1, this.plan.length),
      next: isLast ? TOUR_WORDS.done : TOUR_WORDS.next,
      back: this.at === 0 ? null : TOUR_WORDS.back,
      place,
      onNext: () => this.next(),
      onBack: () => this.back(),
    });
  }

  /** Brings the view and what is chosen in it; nothing lies over it. */
  private arrange(move: Move): void {
    const { store } = this;
    batch(() => {
      store.rightPane.value = null;
      store.isSideOpen.value = false;
      // The map is below the table.
      store.isComparisonOpen.value = false;
      movePlayhead(store, { playing: false });
      if (store.choices.peek().view !== move.view) {
        openView(store, move.view);
      }
      store.choices.value = { ...neutralChoices(this.kept.choices), ...move.choices, view: move.view };
      if (move.focus === null) {
        store.camera.value = null;
      }
    });
  }

  private placeInTime({ when }: Move, signal: AbortSignal): void {
    const { store } = this;
    if (signal.aborted) {
      return;
    }
    const { first, last } = store.domain.peek();
    const { speed } = this.kept.playhead;
    switch (when) {
      case "film":
        movePlayhead(store, { step: first, playing: last > first, follow: false, speed: FILM_SPEED });
        return;
      case "first":
        movePlayhead(store, { step: first, playing: false, follow: false, speed });
        return;
      case "last":
        movePlayhead(store, { step: last, playing: false, follow: true, speed });
        return;
      default:
        movePlayhead(store, { step: Math.min(last, Math.max(first, when)), playing: false, follow: false, speed });
    }
  }

  /** Flies through a picture that is there: one that was never drawn has no places. */
  private async fly({ focus }: Move, signal: AbortSignal): Promise<void> {
    const { drawn } = this.store;
    if (focus === null) {
      return;
    }
    const before = drawn.peek();
    await until(() => drawn.value !== null && drawn.value !== before, LONGEST_FRAME_MS, signal);
    if (!signal.aborted) {
      flyTo(this.store, focus);
    }
  }
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
  });
}
