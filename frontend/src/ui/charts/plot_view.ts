/** A plot on the page: uPlot, the mark of the step shown, and the pointer on it. */

import { effect } from "@preact/signals";
import uPlot from "uplot";
import { type Disposable, DisposableStore } from "../../disposables";
import { shareOf, stepAt } from "../../store/axis";
import type { AlignedLines } from "../../store/charts/lines";
import { NONFINITE_COLOR } from "../../store/colors";
import { scrub } from "../../store/playhead";
import type { Store } from "../../store/state";
import { type PlotColors, type PlotLook, plotOptions } from "./plot_options";

/** What is under the pointer. */
export interface PlotHover {
  /** In CSS pixels of the window. */
  readonly x: number;
  readonly y: number;
  readonly step: number;
  /** One per line; null where it has no number there. */
  readonly values: readonly (number | null)[];
}

export interface PlotContent {
  readonly data: AlignedLines;
  /** Steps that are marked at the foot, because something is not finite there. */
  readonly lostSteps: readonly number[];
}

const LOST_MARK_PIXELS = 6;

export class PlotView implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly plot: uPlot;
  private readonly marker = document.createElement("div");

  constructor(
    host: HTMLElement,
    private readonly store: Store,
    private readonly look: PlotLook,
    private content: PlotContent,
    listener: { hovered(hover: PlotHover | null): void },
  ) {
    const style = getComputedStyle(host);
    const colors: PlotColors = {
      text: style.getPropertyValue("--faint").trim(),
      grid: style.getPropertyValue("--grid").trim(),
    };
    const options = plotOptions(look, colors, host.clientWidth, host.clientHeight);
    this.plot = new uPlot(
      {
        ...options,
        hooks: {
          setCursor: [(plot) => listener.hovered(this.underPointer(plot))],
          draw: [(plot) => this.drawLostMarks(plot)],
          ready: [(plot) => plot.over.append(this.marker)],
        },
      },
      toUplot(content.data),
      host,
    );
    this.disposables.defer(() => this.plot.destroy());
    this.marker.className = "plot-step";
    this.disposables.defer(effect(() => this.placeMarker(store.playhead.value.step)));
    this.listen(this.plot.over);
  }

  /** Shows other numbers in the same look. */
  show(content: PlotContent): void {
    if (content !== this.content) {
      this.content = content;
      this.plot.setData(toUplot(content.data));
    }
  }

  /** Fits the plot to its place; in CSS pixels. */
  resize(width: number, height: number): void {
    if (width !== this.plot.width || height !== this.plot.height) {
      this.plot.setSize({ width, height });
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private placeMarker(step: number): void {
    const { domain } = this.look;
    this.marker.hidden = step < domain.first || step > domain.last;
    this.marker.style.left = `${shareOf(domain, step) * 100}%`;
  }

  private underPointer(plot: uPlot): PlotHover | null {
    const { left = -1, top = -1, idx } = plot.cursor;
    if (left < 0 || idx === null || idx === undefined) {
      return null;
    }
    const box = plot.over.getBoundingClientRect();
    return {
      x: box.left + left,
      y: box.top + top,
      step: this.content.data.steps[idx] ?? 0,
      values: this.content.data.columns.map((column, line) => column[plot.cursor.idxs?.[line + 1] ?? idx] ?? null),
    };
  }

  private drawLostMarks(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = NONFINITE_COLOR;
    const size = LOST_MARK_PIXELS * uPlot.pxRatio;
    for (const step of this.content.lostSteps) {
      const x = Math.round(plot.valToPos(step, "x", true));
      ctx.fillRect(x - size / 4, bbox.top + bbox.height - size, size / 2, size);
    }
    ctx.restore();
  }

  /** A click or a drag goes to the step under the pointer. */
  private listen(surface: HTMLElement): void {
    const scrubTo = ({ clientX }: PointerEvent): void => {
      const { left, width } = surface.getBoundingClientRect();
      scrub(this.store, stepAt(this.look.domain, (clientX - left) / width));
    };
    this.disposables.listen(surface, "pointerdown", (event) => {
      if (event.button === 0) {
        surface.setPointerCapture(event.pointerId);
        scrubTo(event);
      }
    });
    this.disposables.listen(surface, "pointermove", (event) => {
      if (surface.hasPointerCapture(event.pointerId)) {
        scrubTo(event);
      }
    });
  }
}

function toUplot({ steps, columns }: AlignedLines): uPlot.AlignedData {
  return [[...steps], ...columns.map((column) => [...column])];
}
