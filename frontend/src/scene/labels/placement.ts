/** Which labels are drawn, and where: none covers another, and one that is there stays while it can. Pure. */

/** Where a label stands, as seen from what it names. */
export type Side = "right" | "left" | "above" | "below";

export interface LabelCandidate {
  readonly id: number;
  readonly text: string;
  /** The point that it names, in CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly widthPixels: number;
  /** Radius of the point. */
  readonly radiusPixels: number;
  /** Where it may stand, the best first; anywhere, unless it is said. */
  readonly sides?: readonly Side[];
}

export interface PlacedLabel {
  readonly id: number;
  readonly text: string;
  /** Left end of the text's middle line. */
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const LABEL_HEIGHT_PIXELS = 15;
const GAP_PIXELS = 3;

/**
 * Places labels one by one, in the order given, beside their points within the bounds. What finds no free place is left
 * out. `taken` are places that must stay free; ids in `previous` come first, so that labels do not flicker.
 */
export function placeLabels(
  candidates: readonly LabelCandidate[],
  bounds: Box,
  taken: readonly Box[],
  previous: ReadonlySet<number>,
  most: number,
): PlacedLabel[] {
  const ordered = [
    ...candidates.filter(({ id }) => previous.has(id)),
    ...candidates.filter(({ id }) => !previous.has(id)),
  ];
  return placeInOrder(ordered, bounds, taken, most);
}

/** The same where those that come first are first already: no more candidates are made than are needed. */
export function placeInOrder(
  candidates: Iterable<LabelCandidate>,
  bounds: Box,
  taken: readonly Box[],
  most: number,
): PlacedLabel[] {
  const boxes = [...taken];
  const placed: PlacedLabel[] = [];
  if (most <= 0) {
    return placed;
  }
  for (const candidate of candidates) {
    const box = placesOf(candidate).find(
      (place) => isInside(place, bounds) && !boxes.some((other) => meet(place, other)),
    );
    if (box !== undefined) {
      boxes.push(box);
      placed.push({ id: candidate.id, text: candidate.text, x: box.left, y: (box.top + box.bottom) / 2 });
    }
    if (placed.length >= most) {
      break;
    }
  }
  return placed;
}

const SIDES: readonly Side[] = ["right", "left", "above", "below"];

function placesOf({ x, y, widthPixels, radiusPixels, sides = SIDES }: LabelCandidate): Box[] {
  const reach = radiusPixels + GAP_PIXELS;
  const half = LABEL_HEIGHT_PIXELS / 2;
  const box = (left: number, middle: number): Box => ({
    left,
    top: middle - half,
    right: left + widthPixels,
    bottom: middle + half,
  });
  const places: Readonly<Record<Side, Box>> = {
    right: box(x + reach, y),
    left: box(x - reach - widthPixels, y),
    above: box(x - widthPixels / 2, y - reach - half),
    below: box(x - widthPixels / 2, y + reach + half),
  };
  return sides.map((side) => places[side]);
}

function isInside(box: Box, bounds: Box): boolean {
  return box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom;
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
