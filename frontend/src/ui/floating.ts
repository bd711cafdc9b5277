/** Places a box beside a point, inside the page: it turns round and shifts where there is no room. */

import { autoPlacement, computePosition, offset, shift } from "@floating-ui/dom";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const GAP_PIXELS = 14;
const MARGIN_PIXELS = 6;

/** Keeps the element of `box` beside (x, y), in CSS pixels of its parent. */
export function useFloating(box: RefObject<HTMLElement | null>, x: number, y: number): void {
  useLayoutEffect(() => {
    const element = box.current;
    const parent = element?.offsetParent;
    if (element === null || element === undefined || parent === null || parent === undefined) {
      return;
    }
    const point = {
      getBoundingClientRect: (): DOMRect => {
        const { left, top } = parent.getBoundingClientRect();
        return new DOMRect(left + x, top + y, 0, 0);
      },
      contextElement: parent,
    };
    const middleware = [
      offset(GAP_PIXELS),
      autoPlacement({ allowedPlacements: ["right-start", "left-start", "right-end", "left-end"] }),
      shift({ padding: MARGIN_PIXELS, crossAxis: true }),
    ];
    void computePosition(point, element, { middleware }).then((at) => {
      element.style.left = `${at.x}px`;
      element.style.top = `${at.y}px`;
      element.style.visibility = "visible";
    });
  });
}
