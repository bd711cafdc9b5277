/** Small balls under a light, one for each colour, ready to be pressed into a picture. Pure. */

import { opaque, type Pixels } from "../pixels";

/** Places between pixels along each side at which a ball may lie. */
export const SUBPIXELS = 2;

/** The light comes from the upper left; the same as on the points in 3D. */
const LIGHT = [-0.388, 0.728, 0.631] as const;

/** A ball in a square of pixels; the alpha of each says how much of it the ball covers. */
export interface Stamp {
  readonly side: number;
  /** How far the pixel in its middle is from its upper left corner. */
  readonly reach: number;
  readonly data: Uint32Array;
}

/** Balls of a size in the colours of a table; made when they are asked for. */
export class Stamps {
  private readonly made = new Map<number, Stamp>();

  /** `opacity` from 0 to 1. */
  constructor(
    readonly radius: number,
    private readonly table: Uint32Array,
    private readonly opacity: number,
  ) {}

  /** The stamp of a colour whose middle lies so many parts of a pixel right of and below the middle of a pixel. */
  get(color: number, across: number, down: number): Stamp {
    const key = (color * SUBPIXELS + across) * SUBPIXELS + down;
    const known = this.made.get(key);
    if (known !== undefined) {
      return known;
    }
    const stamp = makeBall(this.radius, this.table[color] ?? 0, this.opacity, across / SUBPIXELS, down / SUBPIXELS);
    this.made.set(key, stamp);
    return stamp;
  }
}

function makeBall(radius: number, color: number, opacity: number, across: number, down: number): Stamp {
  const reach = Math.floor(radius + 0.5);
  // As far as a ball reaches that lies half a pixel beside the middle.
  const side = reach + Math.floor(radius + 0.5 + (SUBPIXELS - 1) / SUBPIXELS) + 1;
  const data = new Uint32Array(side * side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const x = (column - reach - across) / radius;
      const y = (row - reach - down) / radius;
      data[row * side + column] = ballPixel(x, y, radius, color, opacity);
    }
  }
  return { side, reach, data };
}

/** A pixel of the ball at a place from −1 to 1. */
function ballPixel(x: number, y: number, radius: number, color: number, opacity: number): number {
  const from = Math.hypot(x, y);
  const coverage = Math.min(1, Math.max(0, (1 - from) * radius + 0.5)) * opacity;
  const height = Math.sqrt(Math.max(0, 1 - from * from));
  const facing = Math.max(0, x * LIGHT[0] - y * LIGHT[1] + height * LIGHT[2]);
  // Small balls have no room for a rim.
  const rim = radius < 3 ? 1 : 1 - 0.26 * smoothstep(0.72, 1, from);
  const light = (0.76 + 0.32 * facing) * rim;
  const lit = (shift: number): number => Math.min(255, Math.round(((color >>> shift) & 255) * light));
  const pixel = opaque(lit(0), lit(8), lit(16));
  return ((Math.round(coverage * 255) << 24) | (pixel & 0xff_ff_ff)) >>> 0;
}

/** Presses a stamp into a picture so that its middle lies in pixel (x, y); what is outside the clip is left as it is. */
export function press(pixels: Pixels, clip: Clip, { side, reach, data }: Stamp, x: number, y: number): void {
  const left = x - reach;
  const top = y - reach;
  const firstRow = Math.max(0, clip.top - top);
  const lastRow = Math.min(side, clip.bottom - top);
  const firstColumn = Math.max(0, clip.left - left);
  const lastColumn = Math.min(side, clip.right - left);
  for (let row = firstRow; row < lastRow; row += 1) {
    const target = (top + row) * pixels.width + left;
    for (let column = firstColumn; column < lastColumn; column += 1) {
      mixInto(pixels.data, target + column, data[row * side + column] as number);
    }
  }
}

/** Pixels from `left` and `top` to before `right` and `bottom`. */
export interface Clip {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function mixInto(target: Uint32Array, at: number, above: number): void {
  const alpha = above >>> 24;
  if (alpha === 255) {
    target[at] = above;
  } else if (alpha > 0) {
    const below = target[at] as number;
    const rest = 255 - alpha;
    // Red and blue at once, then green: the products of a byte and an alpha do not meet.
    const redBlue = ((above & 0xff_00_ff) * alpha + (below & 0xff_00_ff) * rest) / 256;
    const green = ((above & 0xff_00) * alpha + (below & 0xff_00) * rest) / 256;
    target[at] = (0xff_00_00_00 | (redBlue & 0xff_00_ff) | (green & 0xff_00)) >>> 0;
  }
}

function smoothstep(from: number, to: number, at: number): number {
  const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
