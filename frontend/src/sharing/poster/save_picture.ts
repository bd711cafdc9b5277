/** Saves a poster as a PNG. */

import { StillError } from "../../store/still";
import { save } from "../save";
import type { PosterMaker, PosterOrder } from "./poster";

/** Draws and saves; returns how many bytes that are. Throws `StillError`, and the signal's reason where it was given up. */
export async function savePicture(
  maker: PosterMaker,
  { order, step, name }: { readonly order: PosterOrder; readonly step: number; readonly name: string },
  signal: AbortSignal,
): Promise<number> {
  // Lets the page say that it works before it is busy.
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
  signal.throwIfAborted();
  const canvas = maker.draw(order, step);
  const { width, height } = canvas;
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
  signal.throwIfAborted();
  if (blob === null) {
    throw new StillError(`the browser could not write a PNG of ${width} × ${height} pixels; try a smaller one`);
  }
  save(blob, name);
  return blob.size;
}
