/** A picture in memory that is shown on a canvas as a whole. */

import type { Pixels } from "../pixels";

export class PixelImage {
  private image: ImageData | null = null;
  private pixels: Pixels = { width: 0, height: 0, data: new Uint32Array() };

  get bytes(): number {
    return this.pixels.data.byteLength;
  }

  /** The picture in this size, all in one colour. */
  begin(width: number, height: number, background: number): Pixels {
    if (this.image === null || this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = { width, height, data: new Uint32Array(this.image.data.buffer) };
    }
    this.pixels.data.fill(background);
    return this.pixels;
  }

  /** Puts the picture onto a canvas of its size. */
  show(context: CanvasRenderingContext2D): void {
    if (this.image !== null) {
      context.putImageData(this.image, 0, 0);
    }
  }
}
