/** Writes on the canvas over the picture: text that can be read on any colour. */

import { Recurring } from "./recurring";

export interface Ink {
  readonly text: string;
  readonly halo: string;
}

const FONT = "12px Roboto, Arial, sans-serif";
const HALO_PIXELS = 3;
/** Of a text as a picture, in CSS pixels. */
const PICTURE_HEIGHT = 20;
const PICTURE_MARGIN = 2;
/** Some five screens of labels. */
const MOST_PICTURES = 400;

export class Writing {
  readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();
  /** To stroke the halos of sixty labels takes longer than to draw all points: what is written again is copied. */
  private readonly pictures = new Recurring<ImageBitmap>(MOST_PICTURES, (picture) => picture.close());
  private ratio = 1;

  /** Throws where the browser gives no 2D canvas. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (context === null) {
      throw new Error("this browser gives no 2D canvas");
    }
    this.context = context;
  }

  /** Clears everything and fits the canvas to its size on the page, with so many pixels along one of the page's. */
  begin(width: number, height: number, ratio: number): void {
    this.ratio = ratio;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    choosePen(this.context);
  }

  /** Writes from (x, y) on, the left end of the text's middle line; on whole pixels, where letters are sharp. */
  write(text: string, x: number, y: number, ink: Ink): void {
    const left = Math.round(x * this.ratio) / this.ratio;
    const middle = Math.round(y * this.ratio) / this.ratio;
    const picture = this.pictures.get(`${ink.text} ${ink.halo} ${this.ratio} ${text}`, () => this.picture(text, ink));
    if (picture === null) {
      drawText(this.context, text, left, middle, ink);
    } else {
      this.context.drawImage(
        picture,
        left - PICTURE_MARGIN,
        middle - PICTURE_HEIGHT / 2,
        picture.width / this.ratio,
        picture.height / this.ratio,
      );
    }
  }

  /** Width of a text in CSS pixels. */
  measure(text: string): number {
    const width = this.widths.get(text) ?? this.context.measureText(text).width;
    this.widths.set(text, width);
    return width;
  }

  private picture(text: string, ink: Ink): ImageBitmap {
    const { ratio } = this;
    const width = Math.ceil((this.measure(text) + 2 * PICTURE_MARGIN) * ratio);
    const canvas = new OffscreenCanvas(Math.max(1, width), Math.ceil(PICTURE_HEIGHT * ratio));
    const context = canvas.getContext("2d");
    if (context !== null) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      choosePen(context);
      drawText(context, text, PICTURE_MARGIN, PICTURE_HEIGHT / 2, ink);
    }
    return canvas.transferToImageBitmap();
  }
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function choosePen(context: Context): void {
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = HALO_PIXELS;
}

function drawText(context: Context, text: string, x: number, y: number, ink: Ink): void {
  context.strokeStyle = ink.halo;
  context.strokeText(text, x, y);
  context.fillStyle = ink.text;
  context.fillText(text, x, y);
}
