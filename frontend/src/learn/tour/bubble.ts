/** The bubble of a tour: driver.js places it beside what it speaks of; its words are ours, and so are its looks. */

import { type Config, type Driver, type DriveStep, driver, type PopoverDOM } from "driver.js";
import looks from "driver.js/dist/driver.css?inline";
import type { Theme } from "../../store/state";
import { TOUR_WORDS } from "../../ui/strings/tour";
import type { Move } from "./moves";
import own from "./tour.css?inline";

/** What a bubble says. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

/** A bubble, and what its buttons do. */
export interface Bubble {
  readonly words: Words;
  /** Whether what it speaks of is still on its way. */
  readonly isWaiting: boolean;
  readonly progress: string;
  readonly next: string;
  /** Null: there is no way back. */
  readonly back: string | null;
  readonly place: Pick<Move, "targets" | "side" | "isDimmed">;
  onNext(): void;
  onBack(): void;
}

const MOVING_MS = 260;
const GAP_PIXELS = 12;
const DIMMED = "tour-dims";

export class BubbleHost {
  private readonly driver: Driver;
  private popover: PopoverDOM | null = null;
  private theme: Theme = "light";
  private observer: ResizeObserver | null = null;
  /** While the line around what is spoken of is on its way: driver.js still thinks of the place before. */
  private isMoving = false;

  constructor(isStill: boolean, onClose: () => void) {
    adoptLooks();
    const config: Config = {
      animate: !isStill,
      duration: MOVING_MS,
      allowKeyboardControl: false,
      // A press beside the bubble is no wish to leave.
      overlayClickBehavior: () => undefined,
      // How much is dimmed is the style sheet's business: the line around what is spoken of is not.
      overlayOpacity: 1,
      stagePadding: 0,
      stageRadius: 0,
      popoverOffset: GAP_PIXELS,
      onCloseClick: onClose,
      onHighlighted: () => {
        this.isMoving = false;
        this.refresh();
      },
    };
    this.driver = driver(config);
  }

  get element(): HTMLElement | null {
    return this.popover?.wrapper ?? null;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    if (this.popover !== null) {
      this.popover.wrapper.dataset["theme"] = theme;
    }
  }

  /** Puts a bubble beside the first of its targets that is on the page; with none, in the middle. */
  show(bubble: Bubble): void {
    const target = findTarget(bubble.place.targets);
    document.body.classList.toggle(DIMMED, bubble.place.isDimmed);
    this.isMoving = true;
    this.driver.highlight(this.stepOf(bubble, target));
    // A picture is no button that opens the bubble: readers of the screen are not to hear so.
    for (const name of ["aria-haspopup", "aria-expanded", "aria-controls"]) {
      target?.removeAttribute(name);
    }
    this.observer?.disconnect();
    this.observer = null;
    if (target !== null) {
      this.observer = new ResizeObserver(() => this.refresh());
      this.observer.observe(target);
    }
  }

  /** Writes other words into the bubble that is there. */
  write({ title, text }: Words, isWaiting: boolean): void {
    if (this.popover === null) {
      return;
    }
    const { wrapper, title: header, description } = this.popover;
    header.replaceChildren(headingOf(title));
    description.textContent = text;
    wrapper.classList.toggle("waiting", isWaiting);
    wrapper.ariaBusy = String(isWaiting);
    this.refresh();
  }

  close(): void {
    this.observer?.disconnect();
    this.driver.destroy();
    this.popover = null;
    document.body.classList.remove(DIMMED);
  }

  /** Brings the bubble to where its target is now. */
  private refresh(): void {
    if (!this.isMoving) {
      this.driver.refresh();
    }
  }

  private stepOf(bubble: Bubble, target: HTMLElement | null): DriveStep {
    const { next, back, progress, place } = bubble;
    return {
      ...(target === null ? {} : { element: target }),
      popover: {
        popoverClass: "tour",
        // A sign each: what stands there is written as text, since labels may look like markup.
        title: "…",
        description: "…",
        side: place.side,
        align: place.side === "bottom" ? "end" : "center",
        showButtons: back === null ? ["next", "close"] : ["next", "previous", "close"],
        showProgress: true,
        progressText: progress,
        nextBtnText: next,
        prevBtnText: back ?? "",
        onNextClick: () => bubble.onNext(),
        onPrevClick: () => bubble.onBack(),
        onPopoverRender: (popover) => this.render(popover, bubble),
      },
    };
  }

  private render(popover: PopoverDOM, { words, isWaiting }: Bubble): void {
    this.popover = popover;
    this.setTheme(this.theme);
    popover.closeButton.ariaLabel = TOUR_WORDS.leave;
    popover.closeButton.title = TOUR_WORDS.leave;
    // Outside of an article they would be the page's banner and its imprint.
    popover.title.role = "none";
    popover.footer.role = "none";
    popover.description.ariaLive = "polite";
    popover.nextButton.classList.add("main");
    this.write(words, isWaiting);
    // After driver.js has given the focus to the first button, which closes.
    queueMicrotask(() => popover.nextButton.focus({ preventScroll: true }));
  }
}

function headingOf(title: string): HTMLHeadingElement {
  const heading = document.createElement("h2");
  heading.textContent = title;
  return heading;
}

let areLooksAdopted = false;

function adoptLooks(): void {
  if (!areLooksAdopted) {
    areLooksAdopted = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${looks}\n${own}`);
    document.adoptedStyleSheets.push(sheet);
  }
}

function findTarget(selectors: readonly string[]): HTMLElement | null {
  const found = selectors.map((selector) => document.querySelector<HTMLElement>(selector));
  return found.find((element) => element !== null && element.getClientRects().length > 0) ?? null;
}
