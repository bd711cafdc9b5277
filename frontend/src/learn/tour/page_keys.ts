/** The keys of a tour: while it has the page, the page's own keys rest. */

import type { Disposable } from "../../disposables";

export interface TourKeys {
  next(): void;
  back(): void;
  leave(): void;
  /** What the focus goes round in; null while there is none. */
  bubble(): HTMLElement | null;
}

const MOVES: Readonly<Record<string, "next" | "back" | "leave">> = {
  ArrowRight: "next",
  ArrowDown: "next",
  PageDown: "next",
  ArrowLeft: "back",
  ArrowUp: "back",
  PageUp: "back",
  Escape: "leave",
};

const PRESSES: readonly string[] = ["Enter", " "];

/** Arrows and Escape walk the tour, Tab goes round in the bubble; what the browser does by itself stays. */
export function listenToTourKeys(keys: TourKeys): Disposable {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.stopImmediatePropagation();
    if (isHandled(event, keys)) {
      event.preventDefault();
    }
  };
  // Before everybody else.
  window.addEventListener("keydown", onKeyDown, { capture: true });
  return { dispose: () => window.removeEventListener("keydown", onKeyDown, { capture: true }) };
}

/** Does what a key is for; false where the browser's own way with it stays. */
function isHandled({ key, repeat, shiftKey, target }: KeyboardEvent, keys: TourKeys): boolean {
  const move = MOVES[key];
  // A key that is held down would run through all of it.
  if (move !== undefined && !repeat) {
    keys[move]();
  }
  if (key === "Tab") {
    goRound(keys.bubble(), shiftKey ? -1 : 1);
  }
  // What the tour covers is not to be pressed.
  const isPressedOutside = PRESSES.includes(key) && !isInside(keys.bubble(), target);
  return move !== undefined || key === "Tab" || isPressedOutside;
}

function isInside(bubble: HTMLElement | null, target: EventTarget | null): boolean {
  return target instanceof Node && bubble?.contains(target) === true;
}

function goRound(bubble: HTMLElement | null, direction: -1 | 1): void {
  const buttons = [...(bubble?.querySelectorAll("button") ?? [])].filter(
    (button) => !button.disabled && button.offsetParent !== null,
  );
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const from = at < 0 && direction < 0 ? 0 : at;
  buttons.at((from + direction) % Math.max(1, buttons.length))?.focus();
}
