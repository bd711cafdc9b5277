/** Draws posters: the view at any step, in any size, with what it takes to understand it. */

import type { Disposable } from "../../disposables";
import { PICTURE_COLORS, type Rgb } from "../../store/colors";
import type { Size, Store, Theme } from "../../store/state";
import { type Still, StillError } from "../../store/still";
import { POSTER } from "../../ui/strings/poster";
import { captionsOf, type LastingCaptions } from "./captions";
import type { Captions, Parts } from "./figure";
import { figureOf } from "./figure_of";
import { blocksOf, layoutPoster, type PosterLayout, type PosterSize } from "./layout";
import { FONTS, measureIn, paintPoster } from "./paint";
import { unmix } from "./transparency";

/** As `--accent-text` of the style sheet. */
const ACCENTS: Readonly<Record<Theme, string>> = { light: "#b34700", dark: "#ffb74d" };
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [1, 1, 1];

export interface PosterOrder {
  readonly size: PosterSize;
  /** Drawn pixels along a CSS pixel. */
  readonly pixelRatio: number;
  /** Of what is not written by the background: letters on a transparent one. */
  readonly theme: Theme;
  readonly isTransparent: boolean;
  readonly parts: Parts;
}

export class PosterMaker implements Disposable {
  /** What posters are drawn on. */
  readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;

  /** Takes the still over, and disposes of it at the end. Throws `StillError` where the browser gives no 2D canvas. */
  constructor(
    private readonly still: Still,
    private readonly lasting: LastingCaptions,
  ) {
    const context = this.canvas.getContext("2d", { willReadFrequently: false });
    if (context === null) {
      throw new StillError("this browser gives no 2D canvas");
    }
    this.context = context;
  }

  /** What is drawn, and at which step just now. */
  get store(): Store {
    return this.still.store;
  }

  /** What can be said at the step that was drawn last. */
  get captions(): Captions {
    return captionsOf(this.store, this.lasting);
  }

  /** How large the picture is on the page, in CSS pixels. */
  get pictureSize(): Size {
    return this.still.size;
  }

  /** How large a poster becomes, in pixels. */
  sizeOf(order: PosterOrder): Size {
    const { width, height } = this.layoutOf(order).size;
    return { width: Math.round(width * order.pixelRatio), height: Math.round(height * order.pixelRatio) };
  }

  /** Draws a step. The canvas is drawn on anew by the next call. Throws `StillError`. */
  draw(order: PosterOrder, step: number): HTMLCanvasElement {
    if (!order.isTransparent) {
      this.paint(order, step, null);
      return this.canvas;
    }
    this.paint(order, step, WHITE);
    const { width, height } = this.canvas;
    const beforeWhite = this.context.getImageData(0, 0, width, height);
    this.paint(order, step, BLACK);
    const picture = this.context.getImageData(0, 0, width, height);
    unmix(picture.data, beforeWhite.data);
    this.context.putImageData(picture, 0, 0);
    return this.canvas;
  }

  dispose(): void {
    this.canvas.width = 0;
    this.canvas.height = 0;
    this.still.dispose();
  }

  private paint(order: PosterOrder, step: number, backdrop: Rgb | null): void {
    const { theme, pixelRatio, parts } = order;
    const layout = this.layoutAt(order, step);
    const { width, height } = layout.picture;
    const layers = this.still.draw({ size: { width, height }, pixelRatio, theme, backdrop }, step);
    const [across, down] = [layout.size.width, layout.size.height].map((side) => Math.round(side * pixelRatio));
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across ?? 0;
      this.canvas.height = down ?? 0;
    }
    this.context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    const look = { theme, fill: backdrop ?? PICTURE_COLORS[theme].background, accent: ACCENTS[theme] };
    paintPoster(this.context, { figure: figureOf(this.store, this.lasting), parts, layout, layers, look });
  }

  /** The layout of a step, whose words the step decides. */
  private layoutAt(order: PosterOrder, step: number): PosterLayout {
    const { playhead } = this.store;
    playhead.value = { ...playhead.peek(), step };
    return this.layoutOf(order);
  }

  private layoutOf({ size, parts }: PosterOrder): PosterLayout {
    const { legend, captions } = figureOf(this.store, this.lasting);
    return layoutPoster(size, {
      parts,
      legend,
      blocks: blocksOf(captions, parts, POSTER),
      measure: measureIn(this.context, FONTS.text),
      measureTitle: measureIn(this.context, FONTS.blockTitle),
    });
  }
}
