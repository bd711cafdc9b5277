import { autoPlacement, computePosition, offset, shift } from "@floating-ui/dom";
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Explanation } from "../../learn/explanations";
import { IS_STANDALONE } from "../../standalone_mode";
import { Icon } from "../icons";
import { DIALOG } from "../strings/dialogs";
import { EXPLAIN } from "../strings/explain";
import { adoptStyle } from "../styles/adopt";
import style from "../styles/explanation_box.css?inline";

const GAP_PIXELS = 8;
const MARGIN_PIXELS = 8;

export interface PopoverProps {
  readonly explanation: Explanation;
  readonly button: HTMLButtonElement;
  onClosed(): void;
}

/** An explanation beside its button, over all of the page: the browser closes it with Escape and with a click elsewhere. */
export function Popover({ explanation, button, onClosed }: PopoverProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const { title, what, start, end, warning, address } = explanation;
  useLayoutEffect(() => {
    if (box.current === null) {
      return;
    }
    adoptStyle(style);
    return showAfterPress(box.current, button, onClosed);
  }, [button, onClosed]);
  return (
    <div ref={box} popover="auto" role="dialog" aria-labelledby={id} class="explanation-box" tabIndex={-1}>
      <h2 id={id}>{title}</h2>
      <button
        type="button"
        class="close-explanation"
        aria-label={DIALOG.close}
        onClick={() => box.current?.hidePopover()}
      >
        <Icon name="close" />
      </button>
      <p>{what}</p>
      <dl>
        <dt>{EXPLAIN.start}</dt>
        <dd>{start}</dd>
        <dt>{EXPLAIN.end}</dt>
        <dd>{end}</dd>
        <dt class="bad-sign">{EXPLAIN.warning}</dt>
        <dd>{warning}</dd>
      </dl>
      {IS_STANDALONE ? null : (
        <p class="read-more">
          <a href={address} target="_blank" rel="noopener">
            {EXPLAIN.readMore}
            <span class="heard"> {EXPLAIN.opensTab}</span>
          </a>
        </p>
      )}
    </div>
  );
}

/** Keys belong to what is read here, not to the picture below. */
function keepToItself(event: KeyboardEvent): void {
  event.stopPropagation();
}

/**
 * Shows the box in a task of its own, after the press that opens it.
 *
 * In a page of one file nothing is loaded: all is there while the press is still under way, and the browser would end
 * that press by closing what its button has opened.
 */
function showAfterPress(box: HTMLElement, button: HTMLButtonElement, onClosed: () => void): () => void {
  let hide: (() => void) | null = null;
  const timer = setTimeout(() => {
    hide = show(box, button, onClosed);
  });
  return () => {
    clearTimeout(timer);
    hide?.();
  };
}

/** Opens the box beside the button and gives it the focus; the button closes it again. */
function show(box: HTMLElement, button: HTMLButtonElement, onClosed: () => void): () => void {
  const onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState === "closed") {
      onClosed();
    } else if (document.activeElement === button) {
      // Closed and opened again by the browser, too fast for the page to hear of the closing.
      box.focus();
    }
  };
  box.addEventListener("toggle", onToggle);
  box.addEventListener("keydown", keepToItself);
  button.focus();
  button.popoverTargetElement = box;
  box.showPopover();
  box.focus();
  const middleware = [
    offset(GAP_PIXELS),
    autoPlacement({ allowedPlacements: ["right-start", "left-start", "right-end", "left-end", "bottom", "top"] }),
    shift({ padding: MARGIN_PIXELS, crossAxis: true }),
  ];
  void computePosition(button, box, { strategy: "fixed", middleware }).then(({ x, y }) => {
    box.style.left = `${x}px`;
    box.style.top = `${y}px`;
  });
  return () => {
    button.popoverTargetElement = null;
    box.removeEventListener("toggle", onToggle);
  };
}
