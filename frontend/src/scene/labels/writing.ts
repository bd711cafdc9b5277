/** Writes on the canvas over the picture: text that can be read on any colour. */

export interface Ink {
  readonly text: string;
  readonly halo: string;
}

const FONT = "12px Roboto, Arial, sans-serif";
const HALO_PIXELS = 3;

export class Writing {
  readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();

  /** Throws where the browser gives no 2D canvas. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (context === null) {
      throw new Error("this browser gives no 2D canvas");
    }
    this.context = context;
  }

  /** Clears everything and fits the canvas to its size on the page. */
  begin(width: number, height: number): void {
    const ratio = window.devicePixelRatio;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.font = FONT;
    this.context.textAlign = "left";
    this.context.textBaseline = "middle";
    this.context.lineJoin = "round";
    this.context.lineWidth = HALO_PIXELS;
  }

  /** Writes from (x, y) on, the left end of the text's middle line. */
  write(text: string, x: number, y: number, ink: Ink): void {
    this.context.strokeStyle = ink.halo;
    this.context.strokeText(text, x, y);
    this.context.fillStyle = ink.text;
    this.context.fillText(text, x, y);
  }

  /** Width of a text in CSS pixels. */
  measure(text: string): number {
    const width = this.widths.get(text) ?? this.context.measureText(text).width;
    this.widths.set(text, width);
    return width;
  }
}
