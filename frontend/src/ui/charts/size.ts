/** How large an element is, as it changes. */

import { useLayoutEffect, useState } from "preact/hooks";

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** The inner size of an element in CSS pixels; 0 × 0 until it is on the page. */
export function useSize(element: { readonly current: HTMLElement | null }): ElementSize {
  const [size, setSize] = useState<ElementSize>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) {
      return;
    }
    const measure = (): void => {
      // Nothing to measure while TensorBoard hides the tab.
      if (current.clientWidth > 0) {
        setSize((known) =>
          known.width === current.clientWidth && known.height === current.clientHeight
            ? known
            : { width: current.clientWidth, height: current.clientHeight },
        );
      }
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}
