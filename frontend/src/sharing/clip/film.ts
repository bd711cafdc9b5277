/** What a clip is made of, in whichever way it is written. */

export interface Film {
  /** What is filmed. */
  readonly canvas: HTMLCanvasElement;
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly bitsPerSecond: number;
  /** Draws the frame at a share of the film onto the canvas. */
  draw(share: number): void;
}

/** The browser could write no clip; the message says why. */
export class ClipError extends Error {
  override readonly name = "ClipError";
}

/** Lets the page breathe, so that progress is seen and Cancel can be pressed. */
export function breathe(ms = 0): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
