/** Draws a map on a 2D canvas, pixel by pixel of the screen. */

import { type MapPaint, paintMap } from "../../store/charts/map_paint";

/** Draws a map as wide as this, in CSS pixels. Throws where the browser gives no 2D canvas. */
export function drawMap(canvas: HTMLCanvasElement, width: number, paint: Omit<MapPaint, "ratio">): void {
  const ratio = window.devicePixelRatio;
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Error("this browser gives no 2D canvas");
  }
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(paint.layout.height * ratio));
  const image = context.createImageData(canvas.width, canvas.height);
  paintMap(new Uint32Array(image.data.buffer), canvas.width, { ...paint, ratio });
  context.putImageData(image, 0, 0);
}
