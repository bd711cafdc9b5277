/** Finds how opaque each pixel is, from the same picture before black and before white. Pure. */

/** Changes the bytes (RGBA) of the picture before black into those of the picture alone. */
export function unmix(beforeBlack: Uint8ClampedArray, beforeWhite: Uint8ClampedArray): void {
  for (let at = 0; at < beforeBlack.length; at += 4) {
    // What comes through of the white is what the picture leaves free; the channel that shows most of it has the least rounding.
    let through = 0;
    for (let channel = at; channel < at + 3; channel += 1) {
      through = Math.max(through, (beforeWhite[channel] ?? 0) - (beforeBlack[channel] ?? 0));
    }
    const alpha = 255 - through;
    for (let channel = at; channel < at + 3; channel += 1) {
      beforeBlack[channel] = alpha === 0 ? 0 : ((beforeBlack[channel] ?? 0) * 255) / alpha;
    }
    beforeBlack[at + 3] = alpha;
  }
}
