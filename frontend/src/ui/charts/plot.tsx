import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { measure } from "../strings/format";
import { type PlotLook, samePlotLook } from "./plot_options";
import { type PlotContent, type PlotHover, PlotView } from "./plot_view";
import { PointerTooltip, type TooltipLine } from "./pointer_tooltip";
import { useSize } from "./size";

interface PlotProps {
  readonly store: Store;
  /** What a screen reader says. */
  readonly label: string;
  readonly height: number;
  readonly look: PlotLook;
  readonly content: PlotContent;
}

/** Lines over time: the step shown is marked, a click or a drag goes to another one. */
export function Plot({ store, label, height, look, content }: PlotProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<PlotView | null>(null);
  const kept = useRef(look);
  const [hover, setHover] = useState<PlotHover | null>(null);
  const { width } = useSize(host);
  if (!samePlotLook(kept.current, look)) {
    kept.current = look;
  }
  const shownLook = kept.current;
  const theme = store.theme.value;
  const isThere = width > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours, and what is drawn follows below
  useLayoutEffect(() => {
    if (host.current === null || !isThere) {
      return;
    }
    const made = new PlotView(host.current, store, shownLook, content, { hovered: setHover });
    view.current = made;
    return () => {
      view.current = null;
      setHover(null);
      made.dispose();
    };
  }, [store, shownLook, theme, isThere]);
  useLayoutEffect(() => view.current?.show(content), [content]);
  useLayoutEffect(() => {
    if (isThere) {
      view.current?.resize(width, height);
    }
  }, [width, height, isThere]);
  return (
    <>
      <div ref={host} class="plot" role="img" aria-label={label} style={{ height: `${height}px` }} />
      {hover === null ? null : (
        <PointerTooltip x={hover.x} y={hover.y} title={CHARTS.step(hover.step)} lines={tooltipLines(look, hover)} />
      )}
    </>
  );
}

function tooltipLines({ lines }: PlotLook, { values }: PlotHover): readonly TooltipLine[] {
  return lines.map(({ label, color, isEdge }, index) => {
    const value = values[index] ?? null;
    return {
      name: label,
      value: value === null ? CHARTS.noNumber : measure(value),
      ...(isEdge === true ? {} : { color }),
    };
  });
}
